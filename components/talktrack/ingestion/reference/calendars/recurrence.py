"""On which days an event recurs, period by period: a day, week, month or year of its rule.

The start of a series is its first occurrence only if the rule says so too.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

from talktrack.ingestion.reference.calendars.rule import DAILY, MONTHLY, WEEKLY, YEARLY, Rule

DAYS_IN_WEEK, MONTHS_IN_YEAR = 7, 12
PERIODS_PER_SERIES = 20_000


class Budget:
    """How much recurring a run may do in all: periods looked at and occurrences found."""

    def __init__(self, left: int = 5_000_000) -> None:
        """Begin with this many steps."""
        self.left = left


def starts(rule: Rule, first: datetime, since: datetime, until: datetime, budget: Budget) -> Iterator[datetime]:
    """Yield the local starts of a series from `since` to `until`, in order; UNTIL is for the caller to observe.

    It ends early when the budget is spent, or when a counted series has gone through `PERIODS_PER_SERIES` periods.
    """
    found = 0
    skipped = 0 if rule.count else _skipped(rule, first, since)
    for number in range(skipped, skipped + PERIODS_PER_SERIES):
        begins, days = _PERIODS[rule.frequency](rule, first.date(), number)
        budget.left -= 1 + len(days)
        if begins is None or begins > until.date() or budget.left < 0:
            return
        for day in _picked(days, rule.positions):
            start = datetime.combine(day, first.time())
            if start < first:
                continue
            found += 1
            if start > until or (rule.count and found > rule.count):
                return
            if start >= since:
                yield start


Period = tuple[date | None, Sequence[date]]


def _skipped(rule: Rule, first: datetime, since: datetime) -> int:
    """Return how many periods certainly end before `since`."""
    apart = (since - first).days
    longest = {DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 366}[rule.frequency]
    return max(0, apart // (longest * rule.interval) - 1)


def _daily(rule: Rule, first: date, number: int) -> Period:
    day = _plus(first, number * rule.interval)
    fits = day is not None and _is_allowed(day, rule) and _is_weekday(day, rule)
    return day, [day] if day is not None and fits else []


def _weekly(rule: Rule, first: date, number: int) -> Period:
    monday = _plus(first, -((first.weekday() - rule.week_start) % DAYS_IN_WEEK))
    begins = _plus(monday, number * rule.interval * DAYS_IN_WEEK) if monday else None
    if begins is None:
        return None, []
    wanted = {weekday for _, weekday in rule.weekdays} or {first.weekday()}
    days = (_plus(begins, (weekday - rule.week_start) % DAYS_IN_WEEK) for weekday in wanted)
    return begins, sorted(day for day in days if day is not None and _is_allowed(day, rule))


def _monthly(rule: Rule, first: date, number: int) -> Period:
    year, month = divmod(first.year * MONTHS_IN_YEAR + first.month - 1 + number * rule.interval, MONTHS_IN_YEAR)
    if year > date.max.year:
        return None, []
    days = _month(rule, year, month + 1, first) if not rule.months or month + 1 in rule.months else []
    return date(year, month + 1, 1), days


def _yearly(rule: Rule, first: date, number: int) -> Period:
    year = first.year + number * rule.interval
    if year > date.max.year:
        return None, []
    if rule.weekdays and not rule.months and not rule.month_days:
        return date(year, 1, 1), _by_weekday(date(year, 1, 1), date(year, 12, 31), rule)
    months = rule.months or (range(1, MONTHS_IN_YEAR + 1) if rule.month_days else (first.month,))
    return date(year, 1, 1), sorted(day for month in months for day in _month(rule, year, month, first))


_PERIODS: dict[str, Callable[[Rule, date, int], Period]] = {
    DAILY: _daily,
    WEEKLY: _weekly,
    MONTHLY: _monthly,
    YEARLY: _yearly,
}


def _month(rule: Rule, year: int, month: int, first: date) -> Sequence[date]:
    """Return the days of a month that a rule names: by number, by weekday, or the day on which the series began."""
    begins = date(year, month, 1)
    ends = date(year, month, monthrange(year, month)[1])
    if rule.weekdays and not rule.month_days:
        return _by_weekday(begins, ends, rule)
    numbers = rule.month_days or (first.day,)
    days = {number if number > 0 else ends.day + 1 + number for number in numbers}
    named = (begins.replace(day=day) for day in sorted(days) if 1 <= day <= ends.day)
    return [day for day in named if _is_weekday(day, rule)]


def _by_weekday(begins: date, ends: date, rule: Rule) -> Sequence[date]:
    found: set[date] = set()
    for which, weekday in rule.weekdays:
        head = begins.toordinal() + (weekday - begins.weekday()) % DAYS_IN_WEEK
        days = [date.fromordinal(day) for day in range(head, ends.toordinal() + 1, DAYS_IN_WEEK)]
        found.update(_picked(days, (which,)) if which else days)
    return sorted(found)


def _picked(days: Sequence[date], positions: Sequence[int]) -> Sequence[date]:
    """Return the days at these positions, counted from 1 or, negative, from the end."""
    if not positions:
        return days
    wanted = {position - 1 if position > 0 else len(days) + position for position in positions}
    return [day for place, day in enumerate(days) if place in wanted]


def _is_allowed(day: date, rule: Rule) -> bool:
    """Tell whether a day is in one of the rule's months and, for daily rules, has one of its numbers."""
    if rule.months and day.month not in rule.months:
        return False
    numbers = {number if number > 0 else monthrange(day.year, day.month)[1] + 1 + number for number in rule.month_days}
    return rule.frequency != DAILY or not numbers or day.day in numbers


def _is_weekday(day: date, rule: Rule) -> bool:
    return not rule.weekdays or day.weekday() in {weekday for _, weekday in rule.weekdays}


def _plus(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None

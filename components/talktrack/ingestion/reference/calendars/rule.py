"""RRULE (RFC 5545, section 3.3.10) as a value, for rules of a day or longer.

Not read are rules within a day and by week or day of the year (BYHOUR, BYWEEKNO, BYYEARDAY …), which no calendar
program offers for meetings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = DAILY, WEEKLY, MONTHLY, YEARLY = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
MAX_INTERVAL = 1000
MAX_COUNT = 1_000_000
MAX_LIST = 100

_WEEKDAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST"})


@dataclass(frozen=True)
class Rule:
    """A parsed rule; a weekday is (which one of the period or 0 for every one, Monday = 0)."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


def parsed(value: str) -> Rule | None:
    """Return a rule, or None when it is none or of a kind that is not read."""
    pairs = [part.partition("=") for part in value.upper().strip().rstrip(";").split(";")]
    parts = {name.strip(): given.strip() for name, _, given in pairs}
    if not parts.keys() <= _PARTS or parts.get("FREQ") not in FREQUENCIES:
        return None
    try:
        rule = Rule(
            frequency=parts["FREQ"],
            interval=_number(parts.get("INTERVAL", "1"), range(1, MAX_INTERVAL + 1)),
            count=_number(parts["COUNT"], range(1, MAX_COUNT + 1)) if "COUNT" in parts else None,
            until=parts.get("UNTIL", ""),
            months=_numbers(parts.get("BYMONTH", ""), 1, 12),
            month_days=_signed(parts.get("BYMONTHDAY", ""), 31),
            weekdays=_weekdays(parts.get("BYDAY", "")),
            positions=_signed(parts.get("BYSETPOS", ""), 366),
            week_start=DAYS.index(parts.get("WKST", "MO")),
        )
    except ValueError:
        return None
    return rule if _is_read(rule) else None


def _is_read(rule: Rule) -> bool:
    """Tell whether the parts go together: numbered weekdays need a longer period and no numbered days beside them."""
    numbered = any(which for which, _ in rule.weekdays)
    if numbered and (rule.month_days or rule.frequency in {DAILY, WEEKLY}):
        return False
    return not (rule.month_days and rule.frequency == WEEKLY)


def _number(value: str, allowed: range) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", value) or int(value) not in allowed:
        raise ValueError(value)
    return int(value)


def _numbers(value: str, least: int, most: int) -> tuple[int, ...]:
    given = value.split(",")[:MAX_LIST] if value else []
    return tuple(sorted({_number(number, range(least, most + 1)) for number in given}))


def _signed(value: str, most: int) -> tuple[int, ...]:
    found = _numbers(value, -most, most)
    if 0 in found:
        raise ValueError(value)
    return found


def _weekdays(value: str) -> tuple[tuple[int, int], ...]:
    found = []
    for given in value.split(",")[:MAX_LIST] if value else []:
        match = _WEEKDAY.fullmatch(given.strip())
        if not match:
            raise ValueError(value)
        found.append((int(match[1] or 0), DAYS.index(match[2])))
    return tuple(found)

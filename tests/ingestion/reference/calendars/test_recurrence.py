"""Recurrence rules, against those of dateutil and against calendars that never end."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from talktrack.ingestion.reference.calendars.recurrence import Budget, starts
from talktrack.ingestion.reference.calendars.rule import DAYS, Rule, parsed


def local(*parts: int) -> datetime:
    """Return a local time: rules know nothing of zones."""
    return datetime(*parts)  # type: ignore[arg-type] # noqa: DTZ001 - local on purpose


FIRST = local(2024, 1, 31, 14)
FAR = FIRST + timedelta(days=1200)


def found(text: str, since: datetime = FIRST, until: datetime = FAR, first: datetime = FIRST) -> list[datetime]:
    """Return the starts by a rule."""
    rule = parsed(text)
    assert rule is not None
    return list(starts(rule, first, since, until, Budget()))


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;COUNT=5",
        "FREQ=DAILY;INTERVAL=3;BYMONTH=2,3;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=DAILY;BYMONTHDAY=-1",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=SU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO;COUNT=9",
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYMONTHDAY=-1,15",
        "FREQ=MONTHLY;BYDAY=1MO,-1FR",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU",
        "FREQ=YEARLY;BYDAY=20MO",
        "FREQ=YEARLY;BYMONTHDAY=1",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
    ],
)
def test_rules_as_calendars_write_them(text: str) -> None:
    """The same days as dateutil finds."""
    assert (
        found(text) == [day for day in rrulestr(text, dtstart=FIRST) if day <= FAR]
        if "COUNT" in text
        else (found(text) == rrulestr(text, dtstart=FIRST).between(FIRST, FAR, inc=True))
    )


def _listed(values: list[str]) -> str:
    return ",".join(dict.fromkeys(values))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Return a rule of the kinds that are read."""
    frequency = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 6))}", f"WKST={draw(st.sampled_from(DAYS))}"]
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 40))}")
    if draw(st.booleans()):
        parts.append(f"BYMONTH={_listed(draw(st.lists(st.integers(1, 12).map(str), min_size=1, max_size=4)))}")
    numbered = frequency != "WEEKLY" and draw(st.booleans())
    if numbered:
        numbers = st.integers(-31, 31).filter(bool).map(str)
        parts.append(f"BYMONTHDAY={_listed(draw(st.lists(numbers, min_size=1, max_size=4)))}")
    if draw(st.booleans()):
        plain = numbered or frequency in {"DAILY", "WEEKLY"} or draw(st.booleans())
        which = st.just("") if plain else st.sampled_from(("1", "2", "-1", "-2"))  # dateutil takes no mixture for one
        days = st.tuples(which, st.sampled_from(DAYS)).map("".join)
        parts.append(f"BYDAY={_listed(draw(st.lists(days, min_size=1, max_size=4)))}")
        if draw(st.booleans()) and frequency in {"MONTHLY", "YEARLY"}:
            parts.append(f"BYSETPOS={draw(st.sampled_from((1, 2, -1)))}")
    return ";".join(parts)


@settings(deadline=None, max_examples=200)
@given(rules(), st.integers(0, 900), st.datetimes(local(2023, 1, 1), local(2026, 1, 1)))
def test_random_rules(text: str, offset: int, first: datetime) -> None:
    """In a window anywhere in a series, the same days as dateutil finds."""
    begins = first.replace(microsecond=0)
    since = begins + timedelta(days=offset)
    until = since + timedelta(days=400)

    assert found(text, since, until, begins) == rrulestr(text, dtstart=begins).between(since, until, inc=True)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=HOURLY",
        "FREQ=SECONDLY;INTERVAL=1",
        "FREQ=DAILY;BYHOUR=9,10",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=99999999999",
        "FREQ=DAILY;COUNT=x",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;WKST=1",
        "INTERVAL=2",
        "",
    ],
)
def test_other_rules_are_not_read(text: str) -> None:
    """Rather no occurrence than a wrong one."""
    assert parsed(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
        "FREQ=MONTHLY;INTERVAL=1000;BYDAY=5MO;BYSETPOS=9",
        "FREQ=DAILY;COUNT=1000000",
        "FREQ=YEARLY;INTERVAL=1000",
    ],
)
def test_rules_that_lead_nowhere_end(text: str) -> None:
    """From the first day of all days; dateutil looks on until the year 9999."""
    assert found(text, first=local(1, 1, 1)) == []


def test_the_last_days_of_all_days() -> None:
    """There is no tomorrow to look at."""
    last = local(9999, 12, 31, 9)

    assert found("FREQ=WEEKLY;BYDAY=FR,SU", last, local(9999, 12, 31, 23), last) == [last]
    assert found("FREQ=MONTHLY", last, local(9999, 12, 31, 23), last) == [last]


def test_a_budget_is_for_all_series() -> None:
    """When it is spent nothing more is found."""
    budget = Budget(10)
    rule = Rule("DAILY")

    assert len(list(starts(rule, FIRST, FIRST, FAR, budget))) < 10
    assert list(starts(rule, FIRST, FIRST, FAR, budget)) == []

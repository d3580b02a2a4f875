"""Dates as reports write them for people: which number is the day follows from the whole table, never from one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable

MONTHS = 12

_LOCAL = re.compile(
    r"(?P<first>[0-9]{1,2})(?P<mark>[./-])(?P<second>[0-9]{1,2})[./-](?P<year>[0-9]{4})"
    r"(?:,?[ ]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2})?[ ]*(?P<half>[AaPp])?\.?[Mm]?\.?)?"
)


def day_first(values: Iterable[str]) -> bool | None:
    """Return whether the dates of a table begin with the day; None when they leave it open or contradict each other."""
    found = [match for value in values if (match := _LOCAL.fullmatch(value))]
    first = any(int(match["first"]) > MONTHS or match["mark"] == "." for match in found)
    second = any(int(match["second"]) > MONTHS for match in found)
    return None if first == second else first


def iso(value: str, *, days_first: bool | None) -> str:
    """Return a date of a report as ISO 8601; what cannot be told apart is empty, anything else comes back as it is."""
    found = _LOCAL.fullmatch(value)
    if not found:
        return value
    if days_first is None and found["first"] != found["second"]:
        return ""
    day, month = (found["first"], found["second"]) if days_first else (found["second"], found["first"])
    date = f"{found['year']}-{int(month):02d}-{int(day):02d}"
    return f"{date}T{_hour(found):02d}:{found['minute']}" if found["hour"] else date


def _hour(found: re.Match[str]) -> int:
    hour = int(found["hour"])
    if not found["half"]:
        return hour
    return hour % MONTHS + (MONTHS if found["half"] in "pP" else 0)

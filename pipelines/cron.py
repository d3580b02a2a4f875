"""Cron expressions as Kubeflow Pipelines reads them: six fields, seconds first (github.com/robfig/cron, version 1).

A crontab's five fields would be accepted and misread, so that "10 10 * * *" runs every hour; they are refused here.
"""

from __future__ import annotations

import re

from talktrack.core.errors import ConfigurationInvalidError

FIELDS = (
    ("second", 0, 59, ()),
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of month", 1, 31, ()),
    ("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    ("day of week", 0, 6, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # days of each month in the year that has most
_ENTRY = re.compile(r"(?P<range>\*|\?|(?P<low>\w+)(?:-(?P<high>\w+))?)(?:/(?P<step>\d+))?")


def check_cron(expression: str) -> None:
    """Accept an expression of six fields.

    Raises:
        ConfigurationInvalidError: it has another number of fields, or a field cannot hold what it says.
    """
    fields = expression.split()
    if len(fields) != len(FIELDS):
        message = f"cron {expression!r} has {len(fields)} fields: write six, seconds first, as in 0 0 3 * * 1."
        raise ConfigurationInvalidError(message)
    for text, (name, least, most, names) in zip(fields, FIELDS, strict=True):
        if not all(_holds(entry, least, most, names) for entry in text.split(",")):
            raise ConfigurationInvalidError(f"cron {expression!r}: {text!r} is no {name} from {least} to {most}.")
    if not _comes(*fields[3:]):
        raise ConfigurationInvalidError(f"cron {expression!r} never comes: no such month has that day.")


def _comes(days: str, months: str, weekdays: str) -> bool:
    """Tell whether any year has such a day; a day of the week beside it, which is enough by itself, always comes."""
    if weekdays[0] not in "*?":
        return True
    (_, first, *_), (_, january, _, names) = FIELDS[3], FIELDS[4]
    earliest = min(_first(entry, first, ()) for entry in days.split(","))
    longest = max(_LONGEST[month - 1] for entry in months.split(",") for month in _months(entry, january, names))
    return earliest <= longest


def _first(entry: str, least: int, names: tuple[str, ...]) -> int:
    found = _ENTRY.fullmatch(entry)
    return (_number(found["low"] or "", least, names) or least) if found else least


def _months(entry: str, least: int, names: tuple[str, ...]) -> range:
    """Return the months of one entry; with a step, a single month is the first of several."""
    found = _ENTRY.fullmatch(entry)
    assert found is not None
    first = _first(entry, least, names)
    open_end = found["low"] is None or (found["step"] and not found["high"])
    last = len(names) if open_end else _number(found["high"] or "", least, names) or first
    return range(first, last + 1, int(found["step"] or 1))


def _holds(entry: str, least: int, most: int, names: tuple[str, ...]) -> bool:
    found = _ENTRY.fullmatch(entry)
    if found is None or found["step"] == "0":
        return False
    ends = [_number(end, least, names) for end in (found["low"], found["high"]) if end is not None]
    known = [end for end in ends if end is not None]
    return len(known) == len(ends) and known == sorted(known) and all(least <= end <= most for end in known)


def _number(text: str, least: int, names: tuple[str, ...]) -> int | None:
    if text.isdecimal():
        return int(text)
    lowered = text.lower()
    return names.index(lowered) + least if lowered in names else None

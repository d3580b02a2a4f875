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

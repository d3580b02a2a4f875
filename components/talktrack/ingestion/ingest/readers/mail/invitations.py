"""Calendar parts of a mail (iTIP, RFC 5546): which meeting they are about, and what they ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_EVENT = "BEGIN:VEVENT"
_FOLD = re.compile(r"\n[ \t]")
_FIELD = re.compile(
    r"^(UID|RECURRENCE-ID|METHOD)((?:;[^:\n]{1,200})?):[ \t]*([^\n]{1,500})$", re.MULTILINE | re.IGNORECASE
)
_ZONE = re.compile(r';TZID="?([^";:]{1,100})', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A meeting by the id that calendars give it, and the method: REQUEST, REPLY or CANCEL."""

    meeting_id: str
    method: str


def read(text: str, method: str) -> Iterator[Invitation]:
    """Yield the meetings of a calendar part; an occurrence of a series is UID/START, with START in UTC."""
    calendar, *events = _FOLD.sub("", text).split(_EVENT)
    asked = (_fields(calendar).get("METHOD", ("", ""))[1] or method).upper()
    for event in events:
        known = _fields(event)
        if "UID" in known:
            uid = known["UID"][1]
            moment = _moment(*known["RECURRENCE-ID"]) if "RECURRENCE-ID" in known else None
            yield Invitation(f"{uid}/{moment:%Y%m%dT%H%M%SZ}" if moment else uid, asked)


def _fields(text: str) -> dict[str, tuple[str, str]]:
    """Return parameters and value of the fields that matter, the first of each name."""
    return {name.upper(): (given, value.strip()) for name, given, value in reversed(_FIELD.findall(text))}


def _moment(given: str, value: str) -> datetime | None:
    zone = _ZONE.search(given)
    try:
        moment = datetime.fromisoformat(value.removesuffix("Z"))
        return moment.replace(tzinfo=ZoneInfo(zone[1]) if zone else UTC).astimezone(UTC)
    except (ValueError, OverflowError, KeyError, OSError):
        return None

"""Reads iCalendar (RFC 5545) files: the meetings, who was invited, and the link by which they joined.

A repeating meeting counts once, at its first occurrence; moved occurrences are meetings of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from talktrack.core.decoding import decode
from talktrack.core.reference import Meeting
from talktrack.ingestion.reference.skipped import Skipped

CANCELLED = "CANCELLED"
MAX_NAME_CHARACTERS = 200
MAX_LINE_CHARACTERS = 256 * 1024

_LINKS = ("X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-GOOGLE-CONFERENCE", "URL", "LOCATION")
_PROPERTY = re.compile(r'([A-Za-z0-9-]+)((?:;[^:;"]*(?:"[^"]*"[^:;"]*)*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=(?:"([^"]*)"|([^;:"]*))')
_DURATION = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,5})S)?)?")
_ESCAPE = re.compile(r"\\([nN,;\\])")


@dataclass(frozen=True)
class Property:
    """One content line: parameters by upper-case name, and the value as it stands."""

    parameters: dict[str, str]
    value: str


@dataclass
class _Event:
    first: dict[str, Property] = field(default_factory=dict)
    attendees: list[Property] = field(default_factory=list)

    def value(self, name: str) -> str:
        found = self.first.get(name)
        return found.value.strip() if found else ""


@dataclass(frozen=True)
class Entry:
    """One version of a meeting; a cancelled one takes the meeting away."""

    meeting: Meeting
    is_cancelled: bool


def read(data: bytes) -> Iterator[Entry | Skipped]:
    """Yield the events of one calendar file; an event without UID is skipped.

    Raises:
        SourceUnreadableError: the bytes are not text.
    """
    text = decode(data)
    cancels = re.search(r"^METHOD:[ \t]*CANCEL", text, re.IGNORECASE | re.MULTILINE) is not None
    for event in _events(text):
        meeting = _meeting(event)
        gone = cancels or event.value("STATUS").upper() == CANCELLED
        yield Entry(meeting, gone) if meeting else Skipped("uid_missing")


def merge(newest: dict[str, Entry], entry: Entry) -> None:
    """Keep the newest version of a meeting: the higher SEQUENCE, then the one that came later."""
    known = newest.get(entry.meeting.id)
    if known is None or entry.meeting.sequence >= known.meeting.sequence:
        newest[entry.meeting.id] = entry


def _events(text: str) -> Iterator[_Event]:
    """Yield the VEVENT components of the unfolded text, without what stands in components inside them (alarms)."""
    event: _Event | None = None
    depth = 0
    for line in re.sub(r"\n[ \t]", "", text).split("\n"):
        found = _PROPERTY.fullmatch(line) if len(line) <= MAX_LINE_CHARACTERS else None
        if not found:
            continue
        name, value = found[1].upper(), found[3].strip()
        if name == "BEGIN" and value.upper() == "VEVENT":
            event, depth = _Event(), 0
        elif event and name == "END" and value.upper() == "VEVENT":
            yield event
            event = None
        elif event and name in {"BEGIN", "END"}:
            depth += 1 if name == "BEGIN" else -1
        elif event and depth == 0:
            _take(event, name, Property(_parameters(found[2]), value))


def _take(event: _Event, name: str, entry: Property) -> None:
    if name == "ATTENDEE":
        event.attendees.append(entry)
    else:
        event.first.setdefault(name, entry)


def _parameters(text: str) -> dict[str, str]:
    return {name.upper(): quoted or plain for name, quoted, plain in _PARAMETER.findall(text)}


def _meeting(event: _Event) -> Meeting | None:
    uid, occurrence = event.value("UID"), event.value("RECURRENCE-ID")
    if not uid:
        return None
    starts_at = _moment(event.first.get("DTSTART"))
    organizer = event.first.get("ORGANIZER")
    return Meeting(
        id=f"{uid}/{occurrence}" if occurrence else uid,
        title=_plain(event.value("SUMMARY")) or None,
        starts_at=starts_at,
        ends_at=_moment(event.first.get("DTEND")) or _after(starts_at, event.value("DURATION")),
        join_url=_join_url(event),
        organizer=_address(organizer) if organizer else None,
        attendees=[_address(person) for person in event.attendees],
        attendee_names=[_plain(person.parameters.get("CN", ""))[:MAX_NAME_CHARACTERS] for person in event.attendees],
        sequence=int(event.value("SEQUENCE")[:9]) if event.value("SEQUENCE")[:9].isdecimal() else 0,
    )


def _join_url(event: _Event) -> str | None:
    values = (_plain(event.value(name)) for name in _LINKS)
    return next((value for value in values if value.startswith(("https://", "http://"))), None)


def _address(entry: Property) -> str:
    return re.sub(r"^mailto:", "", entry.value.strip(), flags=re.IGNORECASE).lower()


def _moment(entry: Property | None) -> datetime | None:
    """Return a date or date-time in UTC; None when it is absent, unreadable, or in a zone that nobody knows."""
    if entry is None:
        return None
    value = entry.value.strip()
    zone = UTC if value.endswith("Z") else _zone(entry.parameters.get("TZID", "UTC"))
    if zone is None:
        return None
    try:
        return datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _after(start: datetime | None, duration: str) -> datetime | None:
    found = _DURATION.fullmatch(duration)
    if start is None or not found or not any(found.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    try:
        return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None


def _plain(value: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()

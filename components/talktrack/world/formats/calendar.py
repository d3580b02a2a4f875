"""Calendar: one iCalendar file (RFC 5545) with lines folded at 75 octets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from talktrack.core.reference import Meeting
from talktrack.world.organisation import Organisation


def write(organisation: Organisation, path: Path) -> int:
    """Write all meetings of an organisation; return how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Synthetic World//EN\r\nMETHOD:PUBLISH\r\n")
        for meeting in organisation.meetings():
            file.writelines(folded(line) for line in _event(meeting))
            count += 1
        file.write("END:VCALENDAR\r\n")
    return count


def folded(line: str) -> str:
    """Return a content line folded at 75 octets, never inside a character, with CRLF."""
    parts = [""]
    for char in line:
        limit = 75 if len(parts) == 1 else 74
        if len((parts[-1] + char).encode()) > limit:
            parts.append("")
        parts[-1] += char
    return "\r\n ".join(parts) + "\r\n"


def _event(meeting: Meeting) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{meeting.id}"
    yield f"SEQUENCE:{meeting.sequence}"
    yield f"DTSTAMP:{_time(meeting.starts_at)}"
    yield f"DTSTART:{_time(meeting.starts_at)}"
    yield f"DTEND:{_time(meeting.ends_at)}"
    yield f"SUMMARY:{escaped(meeting.title or '')}"
    yield f"URL:{meeting.join_url}"
    yield f"LOCATION:{escaped(meeting.join_url or '')}"
    yield f"X-GOOGLE-CONFERENCE:{meeting.join_url}"
    yield f"ORGANIZER;CN={_quoted(meeting.attendee_names[0])}:mailto:{meeting.organizer}"
    for name, address in zip(meeting.attendee_names, meeting.attendees, strict=True):
        yield f"ATTENDEE;CN={_quoted(name)};ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:{address}"
    yield "STATUS:CONFIRMED"
    yield "END:VEVENT"


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}" if moment else ""


def _quoted(name: str) -> str:
    return f'"{name}"'


def escaped(text: str) -> str:
    """Return a text value with its escapes."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")

"""Calendar: exports as Google and Outlook write them, with zones, series, older versions, rooms, and hidden join links.

Meetings take turns in four forms; `meetings` says what a perfect reader finds in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from talktrack.core.reference import Meeting
from talktrack.world.formats.calendar import escaped, folded
from talktrack.world.organisation import Organisation

WEEK = timedelta(days=7)
BERLIN = ZoneInfo("Europe/Berlin")
WINDOWS = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""

Lines = Iterator[str]


def write(organisation: Organisation, path: Path) -> int:
    """Write all meetings of an organisation as two calendars in one file; return how many meetings there are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        file.writelines(folded(line) for line in ("BEGIN:VCALENDAR", "VERSION:2.0", *WINDOWS.split("\n")))
        for position, meeting in enumerate(organisation.meetings()):
            file.writelines(folded(line) for line in FORMS[position % len(FORMS)](meeting))
            count += 1
        answer = ("METHOD:REPLY", "BEGIN:VEVENT", "UID:answered", "ATTENDEE:mailto:somebody@else.example", "END:VEVENT")
        file.writelines(folded(line) for line in ("END:VCALENDAR", "BEGIN:VCALENDAR", *answer, "END:VCALENDAR"))
    return count


def meetings(organisation: Organisation) -> Iterator[Meeting]:
    """Yield what a perfect reader finds: an occurrence of a series is known by its UID and its start."""
    for position, meeting in enumerate(organisation.meetings()):
        if FORMS[position % len(FORMS)] is _series and meeting.starts_at:
            key = f"{meeting.starts_at:%Y%m%dT%H%M%SZ}"
            yield msgspec.structs.replace(meeting, id=f"{meeting.id}/{key}", series_id=meeting.id, sequence=2)
        else:
            yield msgspec.structs.replace(meeting, sequence=2)


def _google(meeting: Meeting) -> Lines:
    """Local times with a zone that everybody knows, a duration, a room, the link in a property of its own."""
    yield from _opening(meeting)
    yield f"DTSTART;TZID=Europe/Berlin:{_local(meeting.starts_at)}"
    yield f"DURATION:PT{_minutes(meeting)}M"
    yield f"X-GOOGLE-CONFERENCE:{meeting.join_url}"
    yield "ATTENDEE;CUTYPE=RESOURCE;CN=Room 4:mailto:room-4@resource.example"
    yield from _closing(meeting)


def _outlook(meeting: Meeting) -> Lines:
    """A zone that only this calendar knows, and the link in the middle of the description."""
    yield from _opening(meeting)
    yield f"DTSTART;TZID=Customized Time Zone:{_local(meeting.starts_at)}"
    yield f'DTEND;TZID="Customized Time Zone":{_local(meeting.ends_at)}'
    yield "LOCATION:Zoom"
    help_first = "Help: https://zoom.us/u/abc; or join, please:\n"
    yield f"DESCRIPTION:{escaped(f'{help_first}<{meeting.join_url}>')}"
    yield from _closing(meeting)


def _revised(meeting: Meeting) -> Lines:
    """An older version, at another time and without people, stands behind the newer one."""
    yield from _opening(meeting)
    yield f"DTSTART:{_utc(meeting.starts_at)}"
    yield f"DTEND:{_utc(meeting.ends_at)}"
    yield f"LOCATION:{meeting.join_url}"
    yield from _closing(meeting)
    yield from ("BEGIN:VEVENT", f"UID:{meeting.id}", "SEQUENCE:1", "DTSTART:20200101T000000Z", "END:VEVENT")


def _series(meeting: Meeting) -> Lines:
    """The second of three weekly occurrences; the first was taken out, the third cancelled on its own."""
    first, third = _local(meeting.starts_at, -WEEK), _local(meeting.starts_at, WEEK)
    yield from _opening(meeting)
    yield f"DTSTART;TZID=Europe/Berlin:{first}"
    yield f"DURATION:PT{_minutes(meeting)}M"
    yield "RRULE:FREQ=WEEKLY;COUNT=3"
    yield f"EXDATE;TZID=Europe/Berlin:{first}"
    yield f"LOCATION:{meeting.join_url}"
    yield from _closing(meeting)
    yield from ("BEGIN:VEVENT", f"UID:{meeting.id}", "SEQUENCE:3", f"RECURRENCE-ID;TZID=Europe/Berlin:{third}")
    yield from (f"DTSTART;TZID=Europe/Berlin:{third}", "STATUS:CANCELLED", "END:VEVENT")


FORMS: tuple[Callable[[Meeting], Lines], ...] = (_google, _outlook, _revised, _series)


def _opening(meeting: Meeting) -> Lines:
    yield "BEGIN:VEVENT"
    yield f"UID:{meeting.id}"
    yield "SEQUENCE:2"
    yield f"SUMMARY:{escaped(meeting.title or '')}"
    yield "URL:https://calendar.example/event"


def _closing(meeting: Meeting) -> Lines:
    yield f'ORGANIZER;CN="{meeting.attendee_names[0]}":MAILTO:{meeting.organizer}'
    for name, address in zip(meeting.attendee_names, meeting.attendees, strict=True):
        yield f'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN="{name}":mailto:{address}'
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Soon", "TRIGGER:-PT10M", "END:VALARM", "END:VEVENT")


def _minutes(meeting: Meeting) -> int:
    length = meeting.ends_at - meeting.starts_at if meeting.starts_at and meeting.ends_at else WEEK
    return int(length.total_seconds()) // 60


def _utc(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" if moment else ""


def _local(moment: datetime | None, later: timedelta = timedelta()) -> str:
    """Return a moment by the clocks of Berlin, moved by whole days of these clocks."""
    return f"{moment.astimezone(BERLIN) + later:%Y%m%dT%H%M%S}" if moment else ""

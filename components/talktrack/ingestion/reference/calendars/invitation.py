"""What an event says to those who are invited: title, people, duration, and where to join."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from talktrack.core.join_links import join_link
from talktrack.core.reference import Meeting
from talktrack.ingestion.reference.calendars.content import Component, Property

MAX_NAME_CHARACTERS = 200
MAX_TEXT_CHARACTERS = 1000
MAX_PEOPLE = 5000

# Where a join link stands, the surest place first: properties of their own, then whatever else holds a link.
_LINKS = (
    "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK", "X-GOOGLE-CONFERENCE", "CONFERENCE",
)  # fmt: skip
_TEXTS = ("LOCATION", "DESCRIPTION", "X-ALT-DESC", "URL")
_MAIL = "mailto:"
_THINGS = frozenset({"ROOM", "RESOURCE"})
_DURATION = re.compile(
    r"P(?:([0-9]{1,3})W)?(?:([0-9]{1,4})D)?(?:T(?:([0-9]{1,3})H)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})S)?)?"
)


def meeting(event: Component, identity: str, start: datetime | None, end: datetime | None) -> Meeting:
    """Return the meeting that an event describes, under this id."""
    title, organizer = event.first("SUMMARY"), event.first("ORGANIZER")
    people = [entry for entry in event.all("ATTENDEE")[:MAX_PEOPLE] if _is_person(entry)]
    known = [(address, entry) for entry in people if (address := _address(entry))]
    unknown = [entry for entry in people if not _address(entry)]
    sequence = event.value("SEQUENCE")[:9]
    return Meeting(
        id=identity,
        title=(title.text[:MAX_TEXT_CHARACTERS] if title else "") or None,
        starts_at=start,
        ends_at=end,
        join_url=_join_url(event),
        organizer=(_address(organizer) if organizer else "") or None,
        organizer_name=(_name(organizer) if organizer else "") or None,
        attendees=[address for address, _ in known],
        attendee_names=[_name(entry) for _, entry in known] + [name for entry in unknown if (name := _name(entry))],
        sequence=int(sequence) if sequence.isdecimal() else 0,
    )


def _join_url(event: Component) -> str | None:
    """Return where people join: a link to a room wherever it stands, else any link that stands in a place for one."""
    texts = [found.text for name in (*_LINKS, *_TEXTS) if (found := event.first(name))]
    room = next((link for text in texts if (link := join_link(text))), None)
    places = (found.text for name in (*_LINKS, "LOCATION", "URL") if (found := event.first(name)))
    return room or next((text for text in places if text.startswith(("https://", "http://"))), None)


def _is_person(entry: Property) -> bool:
    return entry.parameters.get("CUTYPE", "").upper() not in _THINGS


def _address(entry: Property) -> str:
    """Return a mail address in lower case; some programs write another kind of URI and the address beside it."""
    value = entry.value.strip()
    written = value[len(_MAIL) :] if value[: len(_MAIL)].lower() == _MAIL else value
    address = written if "@" in written else entry.parameters.get("EMAIL", "")
    return address.lower() if "@" in address else ""


def _name(entry: Property) -> str:
    return entry.parameters.get("CN", "").strip()[:MAX_NAME_CHARACTERS]


def after(start: datetime | None, event: Component) -> datetime | None:
    """Return when an event ends by its DURATION, or None."""
    found = _DURATION.fullmatch(event.value("DURATION"))
    if start is None or not found or not any(found.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    try:
        return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None

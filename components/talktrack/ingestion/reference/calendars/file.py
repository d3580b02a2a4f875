"""Reads one calendar file: every version of every event in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from talktrack.ingestion.reference.calendars.content import Component, components, unfolded
from talktrack.ingestion.reference.calendars.event import Entry, EventReader
from talktrack.ingestion.reference.calendars.zones import Zones
from talktrack.ingestion.reference.skipped import Skipped

# What somebody answered to an invitation names one person only; it must not stand for the invitation.
ANSWERS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"})


def read(data: bytes) -> Iterator[Entry | Skipped]:
    """Yield the events of a file, which may hold several calendars.

    Raises:
        SourceUnreadableError: the bytes are not text.
    """
    zones = Zones(part for _, part in components(_definitions(unfolded(data))) if part.name == "VTIMEZONE")
    calendar: Component | None = None
    for owner, part in components(unfolded(data)):
        if part.name != "VEVENT":
            continue
        if owner is not calendar:
            calendar, reader = owner, EventReader(owner, zones)
        yield _outcome(reader, part)


def _outcome(reader: EventReader, event: Component) -> Entry | Skipped:
    if reader.method in ANSWERS:
        return Skipped("calendar_answer")
    return reader.read(event) or Skipped("uid_missing")


def _definitions(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of the file's zones alone: they may stand behind the events that need them."""
    is_zone = False
    for line in lines:
        is_zone = is_zone or line.startswith("BEGIN:VTIMEZONE")
        if is_zone:
            yield line
        is_zone = is_zone and not line.startswith("END:VTIMEZONE")

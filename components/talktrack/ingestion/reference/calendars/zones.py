"""Local times in UTC: zones by their usual name, by Windows' name, or as the calendar itself defines them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import msgspec

from talktrack.ingestion.reference.calendars.content import Component
from talktrack.ingestion.reference.calendars.recurrence import Budget, starts
from talktrack.ingestion.reference.calendars.rule import Rule, parsed

MAX_OBSERVANCES = 200
LONGEST_NAME_PARTS = 3
STEPS = 10_000

_OFFSET = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})(?::?([0-9]{2}))?")

ToUtc = Callable[[datetime], datetime | None]


class Zones:
    """The zones of one file: what its VTIMEZONE components define stands behind the names that everybody knows."""

    def __init__(self, defined: Iterable[Component] = ()) -> None:
        """Take in the file's own definitions."""
        self._defined = {part.value("TZID"): part for part in defined}
        self._known: dict[str, ToUtc | None] = {}

    def named(self, name: str) -> ToUtc | None:
        """Return how local times of a zone become UTC, or None for a zone that nobody knows."""
        if name not in self._known:
            self._known[name] = self._found(name)
        return self._known[name]

    def _found(self, name: str) -> ToUtc | None:
        own = self._defined.get(name)
        spellings = [name, own.value("X-LIC-LOCATION") if own else "", _windows_zones().get(name, "")]
        zone = next((zone for spelling in spellings if (zone := _zone(spelling))), None)
        if zone is not None:
            return lambda local: _utc(local, zone)
        return _OwnZone(own).utc if own else None


def _zone(name: str) -> ZoneInfo | None:
    """Return a zone by its name, which some programs put a prefix before: ``/example.org/2005/Europe/Berlin``."""
    parts = name.strip('"/ ').split("/")
    for count in range(1, LONGEST_NAME_PARTS + 1) if name.startswith("/") else (len(parts),):
        try:
            return ZoneInfo("/".join(parts[-count:]))
        except (KeyError, ValueError, OSError):
            continue
    return None


def _utc(local: datetime, zone: ZoneInfo) -> datetime | None:
    try:
        return local.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@cache
def _windows_zones() -> dict[str, str]:
    """Return Windows' names of zones (Unicode CLDR, windowsZones), which Outlook and Exchange write."""
    data = (files("talktrack.ingestion.reference.calendars") / "windows_zones.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, str])


@dataclass(frozen=True)
class _Observance:
    """Standard or summer time: from which local moments on it holds, and how far it is from UTC."""

    first: datetime
    rule: Rule | None
    before: timedelta
    offset: timedelta

    def begun(self, year: int) -> list[datetime]:
        """Return when it began in a year and the one before, in order; without a rule it began once."""
        if self.rule is None or year <= self.first.year:
            return [self.first]
        since, until = (
            self.first.replace(year=year - 1, month=1, day=1),
            self.first.replace(year=year, month=12, day=31),
        )
        return list(starts(self.rule, self.first, max(self.first, since), until, Budget(STEPS))) or [self.first]


class _OwnZone:
    """A zone that only the file defines; what is known of a year is computed once."""

    def __init__(self, component: Component) -> None:
        parts = (_observance(part) for part in component.parts[:MAX_OBSERVANCES])
        self._observances = sorted((part for part in parts if part), key=lambda part: part.first)
        self._years: dict[int, list[tuple[datetime, timedelta]]] = {}

    def utc(self, local: datetime) -> datetime | None:
        """Return the moment in UTC; before the first observance its earlier offset holds."""
        if not self._observances:
            return None
        begun = self._begun(local.year)
        place = bisect_right(begun, local, key=lambda pair: pair[0])
        offset = begun[place - 1][1] if place else self._observances[0].before
        try:
            return (local - offset).replace(tzinfo=UTC)
        except OverflowError:
            return None

    def _begun(self, year: int) -> list[tuple[datetime, timedelta]]:
        if year not in self._years:
            begun = ((at, part.offset) for part in self._observances for at in part.begun(year))
            self._years[year] = sorted(begun, key=lambda pair: pair[0])
        return self._years[year]


def _observance(part: Component) -> _Observance | None:
    before, offset = _offset(part.value("TZOFFSETFROM")), _offset(part.value("TZOFFSETTO"))
    try:
        first = datetime.fromisoformat(part.value("DTSTART").rstrip("Z"))
    except ValueError:
        return None
    if before is None or offset is None or first.tzinfo:
        return None
    return _Observance(first, parsed(part.value("RRULE")) if part.first("RRULE") else None, before, offset)


def _offset(value: str) -> timedelta | None:
    found = _OFFSET.fullmatch(value)
    if not found:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -size if found[1] == "-" else size

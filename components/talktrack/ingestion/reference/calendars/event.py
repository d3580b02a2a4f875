"""One VEVENT: the meeting it describes, which occasion of which series it is about, and how it recurs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from talktrack.core.reference import Meeting
from talktrack.ingestion.reference.calendars.content import Component, Property
from talktrack.ingestion.reference.calendars.invitation import MAX_TEXT_CHARACTERS, after, meeting
from talktrack.ingestion.reference.calendars.rule import Rule, parsed
from talktrack.ingestion.reference.calendars.series import Series, key
from talktrack.ingestion.reference.calendars.zones import ToUtc, Zones

CANCEL, CANCELLED = "CANCEL", "CANCELLED"
MAX_DATES = 10_000


@dataclass(frozen=True)
class Entry:
    """One version of an event; `occurrence` is the key of the one occurrence that it replaces, if it is about one."""

    uid: str
    meeting: Meeting
    occurrence: str = ""
    stamp: str = ""
    is_cancelled: bool = False
    series: Series | None = None
    is_rule_unread: bool = False


class EventReader:
    """Reads the events of one calendar: floating times are local to the calendar's own zone, or else UTC."""

    def __init__(self, calendar: Component, zones: Zones) -> None:
        """Take over what the calendar says for all of its events."""
        self._zones = zones
        self._floating = zones.named(calendar.value("X-WR-TIMEZONE")) or _as_utc
        self.method = calendar.value("METHOD").upper()

    def read(self, event: Component) -> Entry | None:
        """Return an event, or None when it has no UID to be known by."""
        uid = event.value("UID")[:MAX_TEXT_CHARACTERS]
        if not uid:
            return None
        occurrence = self._key(event.first("RECURRENCE-ID"))
        start, end = self._moment(event.first("DTSTART")), self._moment(event.first("DTEND"))
        series = None if occurrence else self._series(event, start, end)
        return Entry(
            uid=uid,
            meeting=meeting(event, f"{uid}/{occurrence}" if occurrence else uid, start, end or after(start, event)),
            occurrence=occurrence,
            stamp=event.value("LAST-MODIFIED") or event.value("DTSTAMP"),
            is_cancelled=self.method == CANCEL or event.value("STATUS").upper() == CANCELLED,
            series=series,
            is_rule_unread=bool(event.first("RRULE")) and series is not None and series.rule is None,
        )

    def _series(self, event: Component, start: datetime | None, end: datetime | None) -> Series | None:
        begins = event.first("DTSTART")
        rule, added = event.first("RRULE"), [day for day, _ in self._moments(event.all("RDATE"))]
        if begins is None or start is None or not (rule or added):
            return None
        local = _local(begins.value)
        assert local is not None  # it became `start`
        read = parsed(rule.value) if rule else None
        ends = end or after(start, event)
        return Series(
            first=local.replace(tzinfo=None),
            to_utc=self._to_utc(begins) or _as_utc,
            is_day=_is_day(begins),
            rule=read,
            last=self._until(read, begins) if read else None,
            added=tuple(added),
            removed=frozenset(key(day, is_day=is_day) for day, is_day in self._moments(event.all("EXDATE"))),
            length=ends - start if ends else None,
        )

    def _until(self, rule: Rule, begins: Property) -> datetime | None:
        """Return the last moment at which an occurrence may start; a date means that whole day."""
        until = Property(begins.parameters, rule.until)
        last = self._moment(until)
        return last + timedelta(days=1, seconds=-1) if last and _is_day(until) and not _is_day(begins) else last

    def _key(self, entry: Property | None) -> str:
        """Return the occurrence that an event is about; a time that cannot be read still tells it from others."""
        if entry is None:
            return ""
        start = self._moment(entry)
        return key(start, is_day=_is_day(entry)) if start else entry.value.strip()[:MAX_TEXT_CHARACTERS]

    def _moments(self, entries: list[Property]) -> list[tuple[datetime, bool]]:
        """Return all moments that properties hold, each with whether it is a whole day; of periods the start."""
        values = (Property(entry.parameters, value) for entry in entries for value in entry.value.split(","))
        single = [Property(one.parameters, one.value.partition("/")[0]) for one in islice(values, MAX_DATES)]
        return [(start, _is_day(one)) for one in single if (start := self._moment(one))]

    def _moment(self, entry: Property | None) -> datetime | None:
        """Return a date or date-time in UTC; None when it is absent, unreadable, or in a zone that nobody knows."""
        local = _local(entry.value) if entry else None
        to_utc = self._to_utc(entry) if entry else None
        if local is None or to_utc is None:
            return None
        return local if local.tzinfo else to_utc(local)

    def _to_utc(self, entry: Property) -> ToUtc | None:
        if _is_day(entry) or entry.value.strip().endswith("Z"):
            return _as_utc
        name = entry.parameters.get("TZID")
        return self._zones.named(name) if name else self._floating


def _local(value: str) -> datetime | None:
    """Return a date or date-time as written; only UTC (``Z``) has a zone of its own."""
    plain = value.strip()
    try:
        found = datetime.fromisoformat(plain.removesuffix("Z"))
    except ValueError:
        return None
    if found.tzinfo:
        return None
    return found.replace(tzinfo=UTC) if plain.endswith("Z") else found


def _as_utc(local: datetime) -> datetime:
    return local.replace(tzinfo=UTC)


def _is_day(entry: Property) -> bool:
    return "T" not in entry.value.upper()

"""An event that recurs: when it begins within a window, as moments in UTC."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from talktrack.ingestion.reference.calendars.recurrence import Budget, starts
from talktrack.ingestion.reference.calendars.rule import Rule
from talktrack.ingestion.reference.calendars.zones import ToUtc

MAX_OCCURRENCES = 1500
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """Occurrences are wanted that begin from `since` to `until`."""

    since: datetime
    until: datetime

    @classmethod
    def around(cls, now: datetime) -> Window:
        """Return the window of a run: calls of three years, and what has been planned for the next quarter."""
        return cls(now - 3 * 365 * DAY, now + 90 * DAY)


@dataclass(frozen=True)
class Series:
    """How an event recurs: local start, its zone, its rule, days added (in UTC) and keys of those taken out."""

    first: datetime
    to_utc: ToUtc
    is_day: bool
    rule: Rule | None
    last: datetime | None
    added: tuple[datetime, ...]
    removed: frozenset[str]
    length: timedelta | None

    def occurrences(self, window: Window, others: AbstractSet[str], budget: Budget) -> Iterator[tuple[str, datetime]]:
        """Yield (key, start in UTC) of the occurrences in a window, without those of `others` and those taken out."""
        gone = self.removed | others
        found = dict(self._keyed(window, budget))
        for name, start in islice(sorted(found.items(), key=lambda pair: pair[1]), MAX_OCCURRENCES):
            if name not in gone and name[:8] not in gone:
                yield name, start

    def _keyed(self, window: Window, budget: Budget) -> Iterator[tuple[str, datetime]]:
        for start in (*self._by_rule(window, budget), *self.added):
            if window.since <= start <= window.until:
                yield key(start, is_day=self.is_day), start

    def _by_rule(self, window: Window, budget: Budget) -> Iterator[datetime]:
        """Yield the starts by the rule; local days reach further than the window, since zones differ by a day."""
        if self.rule is None:
            start = self.to_utc(self.first)
            yield from [start] if start else []
            return
        since, until = (window.since - DAY).replace(tzinfo=None), (window.until + DAY).replace(tzinfo=None)
        for local in starts(self.rule, self.first, since, until, budget):
            start = self.to_utc(local)
            if start and self.last and start > self.last:
                return
            if start:
                yield start


def key(start: datetime, *, is_day: bool) -> str:
    """Return a start as RECURRENCE-ID writes it, in UTC."""
    day = f"{start.year:04d}{start:%m%d}"
    return day if is_day else f"{day}T{start.astimezone(UTC):%H%M%S}Z"

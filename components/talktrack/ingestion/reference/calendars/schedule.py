"""All calendars of a run together: the newest version of every event, its occurrences, and what is no longer there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from talktrack.core.ports import Repository
from talktrack.core.reference import Meeting
from talktrack.core.tables import MEETINGS
from talktrack.ingestion.reference.calendars.event import Entry
from talktrack.ingestion.reference.calendars.recurrence import Budget
from talktrack.ingestion.reference.calendars.series import Window
from talktrack.ingestion.reference.skipped import Skipped, skip


class Schedule:
    """Gathers events, publishes meetings. Memory follows the events, not how often they recur."""

    def __init__(self, repository: Repository, counts: Counter[str], window: Window) -> None:
        """Begin with nothing gathered."""
        self._repository = repository
        self._counts = counts
        self._window = window
        self._budget = Budget()
        self._newest: dict[str, dict[str, Entry]] = defaultdict(dict)

    def take(self, found: Entry | Skipped) -> None:
        """Keep the newest version: the higher SEQUENCE, then the later stamp, then the one that came later."""
        if isinstance(found, Skipped):
            skip(found.reason, self._counts)
            return
        versions = self._newest[found.uid]
        known = versions.get(found.occurrence)
        if known is None or _age(found) >= _age(known):
            versions[found.occurrence] = found

    def finish(self) -> None:
        """Publish the meetings that are news, and remove those that were cancelled or moved away."""
        if not self._newest:
            return
        known = _Known.of(self._repository.scan(MEETINGS))
        gone: list[str] = []
        self._repository.publish(MEETINGS, self._news(known, gone))
        self._repository.delete(MEETINGS, gone)
        if self._budget.left < 0:
            skip("recurrences_left_out", self._counts)

    def _news(self, known: _Known, gone: list[str]) -> Iterator[Meeting]:
        """Yield the meetings to publish; add to `gone` what they leave behind."""
        for uid, versions in self._newest.items():
            master = versions.get("")
            if master and master.meeting.sequence < known.sequences.get(uid, 0):
                continue
            made = {meeting.id: meeting for meeting in self._meetings(versions)}
            yield from (row for row in made.values() if row.sequence >= known.meetings.get(row.id, 0))
            gone += known.left_behind(uid, made, versions, self._window)

    def _meetings(self, versions: dict[str, Entry]) -> Iterator[Meeting]:
        master = versions.get("")
        for entry in versions.values():
            if entry.occurrence and not _is_cancelled(entry, master):
                yield msgspec.structs.replace(entry.meeting, series_id=entry.uid)
        if master is None or master.is_cancelled:
            return
        if master.is_rule_unread:
            skip("recurrence_unread", self._counts)
        if master.series is None or master.is_rule_unread:
            yield master.meeting
            return
        for key, start in master.series.occurrences(self._window, versions.keys(), self._budget):
            end = start + master.series.length if master.series.length is not None else None
            yield msgspec.structs.replace(
                master.meeting, id=f"{master.uid}/{key}", series_id=master.uid, starts_at=start, ends_at=end
            )


def _age(entry: Entry) -> tuple[int, str]:
    return entry.meeting.sequence, entry.stamp


def _is_cancelled(entry: Entry, master: Entry | None) -> bool:
    """Tell whether an occurrence was cancelled, alone or with the whole series."""
    return entry.is_cancelled or (master is not None and master.is_cancelled and _age(master) >= _age(entry))


@dataclass
class _Known:
    """What the repository holds: sequences by id, and by UID the ids and starts of its meetings."""

    meetings: dict[str, int] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    starts: dict[str, dict[str, datetime | None]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, rows: Iterable[Meeting]) -> _Known:
        """Read the table once. A series' own sequence is the lowest of its rows: moved occurrences have higher ones."""
        known = cls()
        for row in rows:
            uid = row.series_id or row.id
            known.meetings[row.id] = row.sequence
            known.sequences[uid] = min(row.sequence, known.sequences.get(uid, row.sequence))
            known.starts[uid][row.id] = row.starts_at
        return known

    def left_behind(
        self, uid: str, made: Mapping[str, Meeting], versions: Mapping[str, Entry], window: Window
    ) -> Iterator[str]:
        """Yield the ids that the newest versions no longer lead to; what lies outside of the window is history."""
        for identity, start in self.starts.get(uid, {}).items():
            entry = versions.get(identity.removeprefix(f"{uid}/")) or versions.get("")
            if identity in made or entry is None or self.meetings[identity] > entry.meeting.sequence:
                continue
            if entry.is_cancelled or start is None or window.since <= start <= window.until:
                yield identity

"""The story of reference: publish every reference file in order, then pin what the repository knows as a snapshot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec

from talktrack.core import sniff
from talktrack.core.artifacts import read_table, write_counts, write_table
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.locations import Files
from talktrack.core.ports import Repository
from talktrack.core.reference import Persona, Scenario
from talktrack.core.tables import BUNDLES, DEALS, MEETINGS, PERSONAS, REFERENCE_TABLES, SCENARIOS
from talktrack.ingestion.reference import calendar_file, crm_table, practice_file
from talktrack.ingestion.reference.calendar_file import Entry
from talktrack.ingestion.reference.skipped import Skipped

R = TypeVar("R")
PRACTICE = frozenset({sniff.PERSONA, sniff.SCENARIO})


def run(manifest: str | Path, knowledge: str | Path, files: Files, repository: Repository) -> dict[str, float]:
    """Publish the manifest's reference files and write one sub-directory per table; return counts.

    Files are read in the order of their URIs and the later row wins, so exports in dated folders replace older ones.
    Rows that make no sense are counted by reason and left out.
    """
    gathered = _Gathered()
    for bundle in read_table(manifest, BUNDLES):
        if bundle.kind == sniff.REFERENCE:
            gathered.counts["files"] += 1
            _read(bundle.uris[0], files, repository, gathered)
    _publish_meetings(gathered.meetings, repository)
    _publish_competitors(gathered.competitors, repository)
    counts = gathered.counts
    for table in REFERENCE_TABLES:
        counts[table.name] = write_table(Path(knowledge) / table.name, table, repository.scan(table))
    write_counts(knowledge, "reference", counts)
    return dict(counts)


@dataclass
class _Gathered:
    """What only the last file settles: the newest version of every meeting, all competitors of a deal."""

    meetings: dict[str, Entry] = field(default_factory=dict)
    competitors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    counts: Counter[str] = field(default_factory=lambda: Counter(files=0, skipped=0))


def _read(uri: str, files: Files, repository: Repository, gathered: _Gathered) -> None:
    """Publish a CRM table as it streams; gather the rest."""
    counts = gathered.counts
    try:
        data = files.read(uri)
        holds = sniff.sniff(data[: sniff.HEAD_BYTES])
        if holds in PRACTICE:
            _publish_practice(list(_kept(practice_file.read(data), counts)), repository)
            return
        if holds == sniff.CALENDAR:
            for entry in _kept(calendar_file.read(data), counts):
                calendar_file.merge(gathered.meetings, entry)
            return
        table, records = crm_table.read(data)
        if table:
            repository.publish(table, _kept(records, counts))
            return
        for row in _kept(records, counts):
            gathered.competitors[row.deal_id].add(row.name)
    except FileNotFoundError:
        _skip("file_missing", counts)
    except SourceUnreadableError as error:
        _skip(error.reason, counts)


def _kept(records: Iterator[R | Skipped], counts: Counter[str]) -> Iterator[R]:
    for record in records:
        if isinstance(record, Skipped):
            _skip(record.reason, counts)
        else:
            yield record


def _publish_meetings(meetings: dict[str, Entry], repository: Repository) -> None:
    """Publish meetings unless the repository knows a newer version; a cancelled meeting leaves."""
    known = {row.id: row.sequence for row in repository.scan(MEETINGS)}
    news = [entry for key, entry in meetings.items() if entry.meeting.sequence >= known.get(key, 0)]
    repository.publish(MEETINGS, (entry.meeting for entry in news if not entry.is_cancelled))
    gone = [entry.meeting.id for entry in news if entry.is_cancelled and entry.meeting.id in known]
    if gone:
        repository.delete(MEETINGS, gone)


def _publish_practice(rows: Sequence[Persona | Scenario], repository: Repository) -> None:
    """One file may hold both."""
    repository.publish(PERSONAS, [row for row in rows if isinstance(row, Persona)])
    repository.publish(SCENARIOS, [row for row in rows if isinstance(row, Scenario)])


def _publish_competitors(competitors: dict[str, set[str]], repository: Repository) -> None:
    """Write the competitors into their deals."""
    deals = [deal for deal in repository.scan(DEALS) if deal.id in competitors]
    repository.publish(
        DEALS, (msgspec.structs.replace(deal, competitors=sorted(competitors[deal.id])) for deal in deals)
    )


def _skip(reason: str, counts: Counter[str]) -> None:
    counts.update(["skipped", f"skipped_{reason}"])

"""The story of reference: publish every reference file in order, then pin what the repository knows as a snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from talktrack.core import sniff
from talktrack.core.artifacts import read_table, write_counts, write_table
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.locations import Files
from talktrack.core.ports import Repository
from talktrack.core.tables import BUNDLES, MEETINGS, REFERENCE_TABLES
from talktrack.ingestion.reference import calendar_file, crm_table
from talktrack.ingestion.reference.calendar_file import Entry
from talktrack.ingestion.reference.skipped import Skipped

R = TypeVar("R")


def run(manifest: str | Path, knowledge: str | Path, files: Files, repository: Repository) -> dict[str, float]:
    """Publish the manifest's reference files and write one sub-directory per table; return counts.

    Files are read in the order of their URIs and the later row wins, so exports in dated folders replace older ones.
    Rows that make no sense are counted by reason and left out.
    """
    counts: Counter[str] = Counter(files=0, skipped=0)
    meetings: dict[str, Entry] = {}
    for bundle in read_table(manifest, BUNDLES):
        if bundle.kind == sniff.REFERENCE:
            counts["files"] += 1
            _read(bundle.uris[0], files, repository, meetings, counts)
    _publish_meetings(meetings, repository)
    for table in REFERENCE_TABLES:
        counts[table.name] = write_table(Path(knowledge) / table.name, table, repository.scan(table))
    write_counts(knowledge, "reference", counts)
    return dict(counts)


def _read(uri: str, files: Files, repository: Repository, meetings: dict[str, Entry], counts: Counter[str]) -> None:
    """Publish a CRM table as it streams; meetings are gathered first, because their newest version counts."""
    try:
        data = files.read(uri)
        if sniff.sniff(data[: sniff.HEAD_BYTES]) == sniff.CALENDAR:
            for entry in _kept(calendar_file.read(data), counts):
                calendar_file.merge(meetings, entry)
        else:
            table, records = crm_table.read(data)
            repository.publish(table, _kept(records, counts))
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


def _skip(reason: str, counts: Counter[str]) -> None:
    counts.update(["skipped", f"skipped_{reason}"])

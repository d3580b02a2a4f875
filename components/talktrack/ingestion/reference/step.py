"""The story of reference: read every reference file in order, then pin what the repository knows as a snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from talktrack.core import sniff
from talktrack.core.artifacts import read_table, write_counts, write_table
from talktrack.core.crm_headers import Headers
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.locations import Files
from talktrack.core.ports import Repository
from talktrack.core.reference import Persona, Scenario
from talktrack.core.tables import BUNDLES, PERSONAS, REFERENCE_TABLES, SCENARIOS
from talktrack.ingestion.reference import practice_file
from talktrack.ingestion.reference.calendars import file as calendar_file
from talktrack.ingestion.reference.calendars.schedule import Schedule
from talktrack.ingestion.reference.calendars.series import Window
from talktrack.ingestion.reference.crm import document, table
from talktrack.ingestion.reference.crm.intake import Intake
from talktrack.ingestion.reference.skipped import Skipped, skip


@dataclass(frozen=True)
class Sources:
    """Where reference files are found, what their columns are called, and when the run takes place."""

    files: Files
    headers: Headers
    now: datetime


def run(manifest: str | Path, knowledge: str | Path, sources: Sources, repository: Repository) -> dict[str, float]:
    """Publish the manifest's reference files and write one sub-directory per table; return counts.

    Files are read in the order of their URIs and the later row wins, so exports in dated folders replace older ones.
    Rows that make no sense are counted by reason and left out.
    """
    desk = _Desk(repository, sources)
    for bundle in read_table(manifest, BUNDLES):
        if bundle.kind == sniff.REFERENCE:
            desk.read(bundle.uris[0])
    desk.finish()
    counts = desk.counts
    for one in REFERENCE_TABLES:
        counts[one.name] = write_table(Path(knowledge) / one.name, one, repository.scan(one))
    write_counts(knowledge, "reference", counts)
    return dict(counts)


class _Desk:
    """Hands every file to the reader of its format; what all files of a kind settle together is finished last."""

    def __init__(self, repository: Repository, sources: Sources) -> None:
        self.counts: Counter[str] = Counter(files=0, skipped=0)
        self._sources = sources
        self._repository = repository
        self._crm = Intake(repository, self.counts)
        self._schedule = Schedule(repository, self.counts, Window.around(sources.now))
        self._readers: dict[str, Callable[[bytes], None]] = {
            sniff.CRM_TABLE: self._crm_table,
            sniff.CRM_JSON: self._crm_document,
            sniff.CALENDAR: self._calendar,
            sniff.PERSONA: self._practice,
            sniff.SCENARIO: self._practice,
        }

    def read(self, uri: str) -> None:
        """Read one file; one that cannot be read is counted with its reason."""
        self.counts["files"] += 1
        try:
            data = self._sources.files.read(uri)
            name = sniff.sniff(data[: sniff.HEAD_BYTES], self._sources.headers)
            self._readers.get(name, _refuse)(data)
        except FileNotFoundError:
            skip("file_missing", self.counts)
        except SourceUnreadableError as error:
            skip(error.reason, self.counts)

    def finish(self) -> None:
        """Settle calendars before the CRM: a meeting that both know is the calendar's."""
        self._schedule.finish()
        self._crm.finish()

    def _crm_table(self, data: bytes) -> None:
        for found in table.read(data, self._sources.headers):
            self._crm.take(found)

    def _crm_document(self, data: bytes) -> None:
        for found in document.read(data):
            self._crm.take(found)

    def _calendar(self, data: bytes) -> None:
        for found in calendar_file.read(data):
            self._schedule.take(found)

    def _practice(self, data: bytes) -> None:
        """Publish personas and scenarios, of which one file may hold both."""
        found = list(practice_file.read(data))
        for row in found:
            if isinstance(row, Skipped):
                skip(row.reason, self.counts)
        self._repository.publish(PERSONAS, [row for row in found if isinstance(row, Persona)])
        self._repository.publish(SCENARIOS, [row for row in found if isinstance(row, Scenario)])


def _refuse(_: bytes) -> None:
    raise SourceUnreadableError("format_changed", "the file changed after it was planned")

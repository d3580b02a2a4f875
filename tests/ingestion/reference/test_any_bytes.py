"""Whatever bytes arrive, reference ends in records, skipped rows or a refusal with a reason; records fit the tables.

``--hypothesis-profile thorough`` tries 20 000 mutations a family.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talktrack.core.crm_headers import built_in_headers
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.tables import MEETINGS
from talktrack.ingestion.reference.calendars import file as calendar_file
from talktrack.ingestion.reference.calendars.event import Entry
from talktrack.ingestion.reference.calendars.recurrence import Budget
from talktrack.ingestion.reference.calendars.series import Window
from talktrack.ingestion.reference.crm import document, table
from talktrack.ingestion.reference.crm.intake import TABLES
from talktrack.ingestion.reference.crm.rows import Activity, Row
from talktrack.ingestion.reference.skipped import Skipped
from tests.ingestion.ingest.test_any_bytes import mutation
from tests.ingestion.reference import seeds

NOW = datetime(2026, 2, 1, tzinfo=UTC)
SLOWEST_MS = 60_000  # a bound on hanging, not on speed: machines that run tests are busy
READERS: tuple[Callable[[bytes], Iterable[object]], ...] = (
    partial(table.read, headers=built_in_headers()),
    document.read,
    calendar_file.read,
)
FAMILIES = {"tables": seeds.TABLES, "documents": seeds.DOCUMENTS, "calendars": seeds.CALENDARS}


def survives(data: bytes) -> int:
    """Hand a file to every reader, whatever it holds; return how many records were read."""
    rows = [row for read in READERS for row in _found(read, data)]
    records = [row.record for row in rows if isinstance(row, Row) and type(row.record) in TABLES]
    meetings = [row.meeting for row in rows if isinstance(row, Entry)]
    for series in (row.series for row in rows if isinstance(row, Entry) and row.series):
        assert all(start.tzinfo for _, start in series.occurrences(Window.around(NOW), set(), Budget()))
    for record in records:
        if not isinstance(record, Activity):
            TABLES[type(record)].to_batch([record])
    MEETINGS.to_batch(meetings)
    return len(records) + len(meetings)


def _found(read: Callable[[bytes], Iterable[object]], data: bytes) -> Iterator[object]:
    try:
        yield from read(data)
    except SourceUnreadableError as error:
        yield Skipped(error.reason)


@pytest.mark.parametrize("family", FAMILIES)
@settings(deadline=SLOWEST_MS, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**48))
def test_mutated_files(family: str, seed: int) -> None:
    """Damaged files are refused with a reason or read, and what is read can be written."""
    draw, known = Random(seed), FAMILIES[family]

    survives(mutation(draw.choice(known), draw.choice(known), draw))


@settings(deadline=SLOWEST_MS, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_random_bytes(data: bytes) -> None:
    """Random bytes are nothing of all this."""
    survives(data)


@pytest.mark.parametrize("family", FAMILIES)
def test_valid_files_are_read(family: str) -> None:
    """Most seeds give records by themselves, so that mutations begin with something real."""
    read = [survives(data) > 0 for data in FAMILIES[family]]

    assert len(FAMILIES[family]) >= 12
    assert sum(read) >= len(read) - 5

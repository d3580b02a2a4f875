"""Tables: the schema follows the record, and records survive the way there and back."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pyarrow as pa
import pytest

from talktrack.core.records import Analysis, RunCount
from talktrack.core.tables import ANALYSES, CONVERSATIONS, PRIMARY_KEY, RUN_COUNTS, SOURCES, TABLES, Table
from tests.samples import call


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """What a later release might add to a run count."""

    id: str
    run: str
    shard: int
    name: str
    value: float
    at: datetime
    unit: str = "rows"
    host: str | None = None


def test_the_schema_is_derived_from_the_annotations() -> None:
    """Optional fields are nullable, everything else is not, and times are UTC microseconds."""
    text, whole, number, time = pa.string(), pa.int64(), pa.float64(), pa.timestamp("us", tz="UTC")
    expected = [("id", text), ("run", text), ("shard", whole), ("name", text), ("value", number), ("at", time)]
    found = [(field.name, field.type) for field in RUN_COUNTS.schema]

    assert expected == found
    assert not any(field.nullable for field in RUN_COUNTS.schema)
    assert ANALYSES.schema.field("talk_ratio").nullable


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_marks_its_key(table: Table[Analysis]) -> None:
    """The key is a non-null string that Lance merges by."""
    key = table.schema.field(table.key)

    assert (pa.string(), False) == (key.type, key.nullable)
    assert {name.encode(): value.encode() for name, value in PRIMARY_KEY.items()} == key.metadata


def test_a_nested_record_comes_back_as_it_was() -> None:
    """Lists, structures in lists, absent values and microseconds survive."""
    conversations = [call(), msgspec.structs.replace(call(), id="c2", started_at=None, deal=None, turns=[])]

    assert conversations == CONVERSATIONS.from_batch(CONVERSATIONS.to_batch(conversations))


def test_no_records_make_an_empty_batch() -> None:
    """Nothing in, nothing out, with the schema kept."""
    batch = SOURCES.to_batch([])

    assert (0, SOURCES.schema) == (batch.num_rows, batch.schema)
    assert SOURCES.from_batch(batch) == []


def test_columns_of_a_later_release_are_ignored() -> None:
    """A reader skips what it does not know."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    later = Later(id="n1", run="r", shard=0, name="x.y", value=1.0, at=now)
    batch = Table("run_counts", Later, "id", "clean", "index").to_batch([later])

    assert [RunCount(id="n1", run="r", shard=0, name="x.y", value=1.0, at=now)] == RUN_COUNTS.from_batch(batch)


def test_columns_of_an_earlier_release_take_their_defaults() -> None:
    """A reader fills in what was not written yet."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    batch = RUN_COUNTS.to_batch([RunCount(id="n1", run="r", shard=0, name="x.y", value=1.0, at=now)])
    table = Table("run_counts", Later, "id", "clean", "index")

    assert [Later(id="n1", run="r", shard=0, name="x.y", value=1.0, at=now)] == table.from_batch(batch)


def test_table_names_are_unique() -> None:
    """Two tables never share a name."""
    names = [table.name for table in TABLES]

    assert sorted(set(names)) == sorted(names)

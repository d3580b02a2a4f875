"""Arrow tables of the records: one schema per record type, derived from its annotations.

A `Table` is a value: name, record, key, zone. `TABLES` is the list that the architecture page prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

import msgspec
import pyarrow as pa
from msgspec import inspect

from talktrack.core import records, reference
from talktrack.core.conversation import Conversation

R = TypeVar("R", bound=msgspec.Struct)

SCHEMA_VERSION = 1
VERSION_KEY = b"talktrack.schema_version"
TABLE_KEY = b"talktrack.table"
PRIMARY_KEY = {"lance-schema:unenforced-primary-key": "true"}

_PLAIN: dict[type[inspect.Type], pa.DataType] = {
    inspect.StrType: pa.string(),
    inspect.IntType: pa.int64(),
    inspect.FloatType: pa.float64(),
    inspect.BoolType: pa.bool_(),
    inspect.BytesType: pa.binary(),
    inspect.DateTimeType: pa.timestamp("us", tz="UTC"),
}


@dataclass(frozen=True)
class Table(Generic[R]):
    """A declared table: `key` is its non-null primary key, `zone` raw (sealed), clean or reference.

    `rows_per_commit` are merged at once: few wide rows, so that memory stays flat, many narrow ones, because a merge
    looks at all keys of the table.
    """

    name: str
    record: type[R]
    key: str
    zone: str
    writer: str
    rows_per_commit: int = 192

    @cached_property
    def schema(self) -> pa.Schema:
        """Return the Arrow schema with its version in the metadata."""
        fields = [_field(f, key=f.encode_name == self.key) for f in _struct(self.record).fields]
        return pa.schema(fields, metadata={VERSION_KEY: str(SCHEMA_VERSION).encode(), TABLE_KEY: self.name.encode()})

    def to_batch(self, rows: list[R]) -> pa.RecordBatch:
        """Turn records into one record batch of this table's schema."""
        plain = [msgspec.to_builtins(row, builtin_types=_KEEP) for row in rows]
        return pa.RecordBatch.from_pylist(plain, schema=self.schema)

    def from_batch(self, batch: pa.RecordBatch) -> list[R]:
        """Turn a record batch back into records; unknown columns are ignored, missing values take their default."""
        known = set(self.schema.names)
        columns = batch.select([name for name in batch.schema.names if name in known])
        return msgspec.convert(self._complete(columns), list[self.record], builtin_types=_KEEP)  # type: ignore[name-defined]

    def _complete(self, columns: pa.RecordBatch) -> list[dict[str, Any]]:
        """Return the rows without values that an older release did not write into columns that must have one."""
        rows: list[dict[str, Any]] = columns.to_pylist()
        for name in columns.schema.names:
            if columns.column(name).null_count and not self.schema.field(name).nullable:
                rows = [{key: value for key, value in row.items() if key != name or value is not None} for row in rows]
        return rows


def _struct(record: type[msgspec.Struct]) -> inspect.StructType:
    info = inspect.type_info(record)
    assert isinstance(info, inspect.StructType)
    return info


def _field(field: inspect.Field, *, key: bool = False) -> pa.Field[Any]:
    kind, nullable = _arrow(field.type)
    metadata = PRIMARY_KEY if key else None
    return pa.field(field.encode_name, kind, nullable=nullable and not key, metadata=metadata)


def _arrow(kind: inspect.Type) -> tuple[pa.DataType, bool]:
    """Return the Arrow type and whether it is nullable."""
    if isinstance(kind, inspect.UnionType):
        inner = next(t for t in kind.types if not isinstance(t, inspect.NoneType))
        return _arrow(inner)[0], True
    if isinstance(kind, inspect.ListType | inspect.VarTupleType):
        item, nullable = _arrow(kind.item_type)
        return pa.list_(pa.field("item", item, nullable=nullable)), False
    if isinstance(kind, inspect.StructType):
        return pa.struct([_field(f) for f in kind.fields]), False
    return _PLAIN[type(kind)], False


_KEEP: tuple[Any, ...] = (datetime, bytes)

NARROW, SHORT_TEXTS = 4096, 1024

CONVERSATIONS_RAW = Table("conversations_raw", Conversation, "id", "raw", "index")
CONVERSATIONS = Table("conversations", Conversation, "id", "clean", "index")
QUARANTINE = Table("quarantine", records.Quarantined, "id", "raw", "index")
SOURCES = Table("sources", records.SourceRecord, "id", "clean", "index")
BUNDLES = Table("bundles", records.Bundle, "id", "artifact", "plan")
FORGOTTEN = Table("forgotten", records.Forgotten, "id", "clean", "forget", NARROW)
LINKS = Table("links", records.Link, "id", "clean", "forget", NARROW)
RUN_COUNTS = Table("run_counts", records.RunCount, "id", "clean", "index")
ANALYSES = Table("analyses", records.Analysis, "conversation_id", "clean", "index")
CHUNKS = Table("chunks", records.Chunk, "id", "clean", "index")
FEEDBACK = Table("feedback", records.FeedbackEvent, "id", "clean", "feedback", SHORT_TEXTS)
INFERENCES = Table("inferences", records.Inference, "id", "clean", "predictor", SHORT_TEXTS)
SCORES = Table("scores", records.SubjectScore, "id", "clean", "feedback", NARROW)
EXAMPLES = Table("examples", records.Example, "id", "clean", "examples")
ACCOUNTS = Table("accounts", reference.Account, "id", "reference", "reference", NARROW)
CONTACTS = Table("contacts", reference.Contact, "id", "reference", "reference", NARROW)
DEALS = Table("deals", reference.Deal, "id", "reference", "reference", NARROW)
STAGE_CHANGES = Table("stage_changes", reference.StageChange, "id", "reference", "reference", NARROW)
MEETINGS = Table("meetings", reference.Meeting, "id", "reference", "reference", NARROW)
PERSONAS = Table("personas", reference.Persona, "id", "reference", "reference")
SCENARIOS = Table("scenarios", reference.Scenario, "id", "reference", "reference")

REFERENCE_TABLES: tuple[Table[Any], ...] = (
    ACCOUNTS,
    CONTACTS,
    DEALS,
    STAGE_CHANGES,
    MEETINGS,
    PERSONAS,
    SCENARIOS,
)
TABLES: tuple[Table[Any], ...] = (
    CONVERSATIONS_RAW,
    CONVERSATIONS,
    QUARANTINE,
    SOURCES,
    FORGOTTEN,
    LINKS,
    BUNDLES,
    RUN_COUNTS,
    ANALYSES,
    CHUNKS,
    FEEDBACK,
    INFERENCES,
    SCORES,
    EXAMPLES,
    *REFERENCE_TABLES,
)

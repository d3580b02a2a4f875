"""Table directories: what one step hands to the next. Parquet with a declared schema, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Generic, TypeVar

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.tables import SCHEMA_VERSION, TABLE_KEY, VERSION_KEY, Table

R = TypeVar("R", bound=msgspec.Struct)
S = TypeVar("S", bound=msgspec.Struct)

ROWS_PER_BATCH = 64
ROWS_PER_GROUP = 192
READABLE_VERSIONS = (SCHEMA_VERSION - 1, SCHEMA_VERSION)


class TableWriter(Generic[R]):
    """Stream records of one table into a directory; the part appears under its name only when it is complete.

    Memory holds at most `ROWS_PER_BATCH` records and one row group in Arrow's form: small groups would fill it with
    their own bookkeeping, which both sides keep for the whole file. An exception in the block leaves no part behind.
    """

    def __init__(
        self,
        directory: str | Path,
        table: Table[R],
        rows_per_group: int = ROWS_PER_GROUP,
        schema: pa.Schema | None = None,
    ) -> None:
        """Prepare to write one part; nothing touches the disk before the block is entered.

        A `schema` beside the table's has narrower types or more columns, and its rows come as batches.
        """
        self.count = 0
        self._table = table
        self._schema = schema or table.schema
        self._path = Path(directory) / "part-00000.parquet"
        self._rows_per_group = rows_per_group
        self._pending: list[R] = []
        self._batches: list[pa.RecordBatch] = []

    def __enter__(self) -> TableWriter[R]:
        """Open the temporary file beside the final name."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._aside = self._path.with_suffix(".tmp")
        self._writer = pq.ParquetWriter(self._aside, self._schema, compression="zstd")
        return self

    def write(self, record: R) -> None:
        """Add one record."""
        self._pending.append(record)
        self.count += 1
        if len(self._pending) >= ROWS_PER_BATCH:
            self._convert()

    def write_batch(self, batch: pa.RecordBatch) -> None:
        """Add rows that are columns already, of the writer's schema."""
        self._convert()
        self._batches.append(batch)
        self.count += batch.num_rows
        self._flush_when_full()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish and rename the part, or remove it if the block or the last rows failed."""
        whole = False
        try:
            if kind is None:
                self._convert()
                self._flush()
                whole = True
        finally:
            self._writer.close()
            if whole:
                self._aside.replace(self._path)
            else:
                self._aside.unlink()

    def _convert(self) -> None:
        if self._pending:
            self._batches.append(self._table.to_batch(self._pending))
            self._pending = []
        self._flush_when_full()

    def _flush_when_full(self) -> None:
        if sum(batch.num_rows for batch in self._batches) >= self._rows_per_group:
            self._flush()

    def _flush(self) -> None:
        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches))
            self._batches = []


def write_table(directory: str | Path, table: Table[R], records: Iterable[R]) -> int:
    """Write all records as one table directory and return their number."""
    with TableWriter(directory, table) as writer:
        for record in records:
            writer.write(record)
    return writer.count


def read_table(directory: str | Path, table: Table[R]) -> Iterator[R]:
    """Yield the records of a table directory, `ROWS_PER_BATCH` in memory at a time.

    Raises:
        ConfigurationInvalidError: the directory holds another table or a schema version we cannot read.
    """
    for batch in read_batches(directory, table):
        yield from table.from_batch(batch)


def read_batches(directory: str | Path, table: Table[R], rows: int = ROWS_PER_BATCH) -> Iterator[pa.RecordBatch]:
    """Yield record batches of at most `rows` of a table directory in part order, with columns we do not know."""
    for part in sorted(Path(directory).glob("*.parquet")):
        with pq.ParquetFile(part, buffer_size=1 << 16) as file:
            _check(file.schema_arrow.metadata or {}, table, part)
            yield from file.iter_batches(batch_size=rows)


def count_rows(directory: str | Path) -> int:
    """Return the number of rows of a table directory from the file footers alone."""
    return sum(int(pq.read_metadata(part).num_rows) for part in Path(directory).glob("*.parquet"))


def map_table(
    source: str | Path, table: Table[R], into: str | Path, output: Table[S], transform: Callable[[R], S]
) -> int:
    """Apply one pure function to every record of a table directory; return the number of records."""
    return write_table(into, output, (transform(record) for record in read_table(source, table)))


def write_counts(directory: str | Path, step: str, counts: Mapping[str, float]) -> None:
    """Leave a step's counts beside its output, so that the last step of a shard can publish them all."""
    file = Path(directory) / f"{step}.counts.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.encode(dict(counts)))


def read_counts(directory: str | Path) -> dict[str, float]:
    """Return the counts left in a table directory as ``step.name`` → value."""
    found: dict[str, float] = {}
    for file in sorted(Path(directory).glob("*.counts.json")):
        counts = msgspec.json.decode(file.read_bytes(), type=dict[str, float])
        found |= {f"{file.name.removesuffix('.counts.json')}.{name}": value for name, value in counts.items()}
    return found


def _check(metadata: dict[bytes, bytes], table: Table[R], part: Path) -> None:
    found = metadata.get(TABLE_KEY, b"?").decode()
    version = metadata.get(VERSION_KEY, b"-1").decode()
    if found != table.name or int(version) not in READABLE_VERSIONS:
        message = (
            f"{part} holds table {found} version {version}, expected {table.name} version {SCHEMA_VERSION}: "
            "run the step before this one again with the same release of talktrack."
        )
        raise ConfigurationInvalidError(message)

"""The versioned repository of one tenant: Lance tables merged by primary key; the raw zone is sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import msgspec
import pyarrow as pa

from talktrack.core.errors import ConflictError, KeyMismatchError, TenantUnknownError, VersionGoneError
from talktrack.core.home import MARKER, TenantHome
from talktrack.core.suppression import Suppression
from talktrack.core.tables import FORGOTTEN, PRIMARY_KEY, Table
from talktrack.systems import lance
from talktrack.systems.keys import TenantKey, tenant_key
from talktrack.systems.storage import open_store

R = TypeVar("R", bound=msgspec.Struct)

ROWS_PER_BATCH = 256
KEYS_PER_BATCH = 8_192


def open_repository(home: str, tenant: str, *, create: bool = False) -> LanceRepository:
    """Open a tenant's repository; only ingestion creates one.

    Raises:
        TenantUnknownError: there is none and `create` is false.
        KeyMismatchError: it was made under another tenant key.
    """
    place = TenantHome(home, tenant)
    if not create and open_store(place.root).read_with_generation(MARKER) is None:
        message = f"tenant {tenant} has nothing under {home}: check --tenant and --home, or run ingestion for it first."
        raise TenantUnknownError(message)
    key = tenant_key(home, tenant)
    _claim(place, key)
    return LanceRepository(place.repository, key)


def _claim(place: TenantHome, key: TenantKey) -> None:
    """Write the key's fingerprint into the tenant's folder, or check the one that is there."""
    store = open_store(place.root)
    mine = msgspec.json.encode({"tenant": place.tenant, "key_fingerprint": key.fingerprint})
    found = store.read_with_generation(MARKER)
    if found is None:
        try:
            store.write_if(MARKER, mine, None)
        except ConflictError:
            found = store.read_with_generation(MARKER)
    if found is not None and found[0] != mine:
        message = f"{place.root} was made under another tenant key: restore the key file that belongs to it."
        raise KeyMismatchError(message)


def open_staging(home: str, tenant: str, name: str) -> LanceRepository:
    """Open a second repository of the tenant, where a backfill gathers its rows under the same key."""
    return LanceRepository(f"{TenantHome(home, tenant).staging(name)}/repository", tenant_key(home, tenant))


class LanceRepository:
    """The `Repository` port over Lance tables."""

    def __init__(self, uri: str, key: TenantKey) -> None:
        """Connect; tables are made by their first publish."""
        self._key = key
        self._connection = lance.connect(uri)
        self._suppression: Suppression | None = None

    def publish(self, table: Table[R], rows: Iterable[R]) -> int:
        """Merge rows by key in commits of the size that suits the table; equal keys in one commit: the last wins."""
        waiting = iter(rows)
        while (data := self._next_commit(table, waiting)) is not None:
            self._merge(table, data)
        if table.name == FORGOTTEN.name:
            self._suppression = None
        return self.version(table)

    def _next_commit(self, table: Table[R], waiting: Iterator[R]) -> pa.Table | None:
        """Return the next rows as a table, so that the rows themselves are gone from memory while it is committed."""
        kept = filter(None, map(self.suppression().kept, waiting))
        unique = {getattr(row, table.key): row for row in islice(kept, table.rows_per_commit)}
        return pa.Table.from_batches([self._batch(table, list(unique.values()))]) if unique else None

    def exchange(self, table: Table[R], rows: Iterable[R], gone: Sequence[str]) -> int:
        """Merge rows and remove those with the keys `gone`, in one commit."""
        schema = self._schema(table)
        waiting = iter(rows)

        def batches() -> Iterator[pa.RecordBatch]:
            while group := list(islice(waiting, ROWS_PER_BATCH)):
                yield self._batch(table, group)

        merge = self._open(table).merge_insert(table.key).when_matched_update_all().when_not_matched_insert_all()
        if gone:
            merge = merge.when_not_matched_by_source_delete(lance.equals_any(table.key, list(gone)))
        merge.execute(pa.RecordBatchReader.from_batches(schema, batches()))
        return self.version(table)

    def scan(
        self, table: Table[R], *, version: int | None = None, where: Mapping[str, Sequence[str]] | None = None
    ) -> Iterator[R]:
        """Stream rows in batches."""
        opened = self._existing(table)
        if opened is None:
            return
        if version is not None:
            _check_out(opened, version)
        pushed, rest = self._split(table, where or {})
        query = opened.search().limit(max(1, opened.count_rows()))
        if pushed:
            query = query.where(" AND ".join(lance.equals_any(name, list(pushed[name])) for name in pushed))
        for batch in query.to_batches(batch_size=ROWS_PER_BATCH):
            rows = self._unseal(table, batch) if table.zone == "raw" else table.from_batch(batch)
            yield from (row for row in rows if _matches(row, rest))

    def keys(self, table: Table[Any]) -> Iterator[str]:
        """Stream the keys of all rows."""
        opened = self._existing(table)
        if opened is not None:
            query = opened.search().select([table.key]).limit(max(1, opened.count_rows()))
            for batch in query.to_batches(batch_size=KEYS_PER_BATCH):
                yield from batch.column(table.key).to_pylist()

    def version(self, table: Table[Any]) -> int:
        """Return the newest version, 0 without a table."""
        opened = self._existing(table)
        return 0 if opened is None else int(opened.version)

    def count(self, table: Table[Any]) -> int:
        """Return the number of rows."""
        opened = self._existing(table)
        return 0 if opened is None else int(opened.count_rows())

    def delete(self, table: Table[Any], keys: Sequence[str]) -> int:
        """Remove rows by key."""
        if keys and self._existing(table) is not None:
            lance.retried(lambda: self._open(table).delete(lance.equals_any(table.key, list(keys))))
        return self.version(table)

    def purge(self, table: Table[Any]) -> None:
        """Write all rows anew and remove everything older."""
        opened = self._existing(table)
        if opened is not None:
            lance.purge(opened, table.key)

    def suppression(self) -> Suppression:
        """Return what was forgotten up to when it was first asked for."""
        if self._suppression is None:
            self._suppression = Suppression(self._key, self.scan(FORGOTTEN))
        return self._suppression

    def _existing(self, table: Table[Any]) -> Any | None:
        return lance.existing_table(self._connection, table.name)

    def _open(self, table: Table[Any]) -> Any:
        return lance.open_table(self._connection, table.name, self._schema(table))

    @staticmethod
    def _schema(table: Table[Any]) -> pa.Schema:
        return _sealed_schema(table) if table.zone == "raw" else table.schema

    def _batch(self, table: Table[R], rows: list[R]) -> pa.RecordBatch:
        return self._seal(table, rows) if table.zone == "raw" else table.to_batch(rows)

    def _merge(self, table: Table[R], data: pa.Table) -> None:
        def commit() -> None:
            merge = self._open(table).merge_insert(table.key)
            merge.when_matched_update_all().when_not_matched_insert_all().execute(data)

        lance.retried(commit)

    def _seal(self, table: Table[R], rows: list[R]) -> pa.RecordBatch:
        keys = [getattr(row, table.key) for row in rows]
        sealed = [self._key.seal(msgspec.msgpack.encode(row)) for row in rows]
        return pa.RecordBatch.from_pydict({table.key: keys, "sealed": sealed}, schema=_sealed_schema(table))

    def _unseal(self, table: Table[R], batch: pa.RecordBatch) -> list[R]:
        decoder = msgspec.msgpack.Decoder(table.record)
        sealed: list[Any] = batch.column("sealed").to_pylist()
        return [decoder.decode(self._key.open(data)) for data in sealed]

    @staticmethod
    def _split(
        table: Table[Any], where: Mapping[str, Sequence[str]]
    ) -> tuple[dict[str, Sequence[str]], dict[str, Sequence[str]]]:
        """Separate what Lance can filter from what must be compared after unsealing."""
        visible = {table.key} if table.zone == "raw" else set(table.schema.names)
        pushed = {name: values for name, values in where.items() if name in visible}
        return pushed, {name: values for name, values in where.items() if name not in visible}


def _check_out(opened: Any, version: int) -> None:
    try:
        opened.checkout(version)
    except ValueError as gone:
        message = f"version {version} of {opened.name} was removed, as an erasure does: read the newest version."
        raise VersionGoneError(message) from gone


def _sealed_schema(table: Table[Any]) -> pa.Schema:
    fields: list[pa.Field[Any]] = [
        pa.field(table.key, pa.string(), nullable=False, metadata=PRIMARY_KEY),
        pa.field("sealed", pa.binary(), nullable=False),
    ]
    return pa.schema(fields)


def _matches(row: msgspec.Struct, rest: Mapping[str, Sequence[str]]) -> bool:
    return all(getattr(row, name) in values for name, values in rest.items())

"""Chunks in LanceDB, the embedded default vector store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from talktrack.core.chunk_rows import check_vectors, chunk_of, column_of, dimensions
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.home import TenantHome
from talktrack.core.ports import WORDS, BlobStore, Capabilities, LiveIndex, Query, SearchHit
from talktrack.core.ranking import fused
from talktrack.core.records import Chunk
from talktrack.core.tokens import TOKEN
from talktrack.systems import lance
from talktrack.systems.storage import open_store

ALIAS = "live.json"
EPOCH, MADE_BY = "timestamp_epoch_s", "encoder_version"
MICROSECONDS = 1e6
OVERFETCH = 4
ROWS_PER_BATCH = 512
FOLD_SHARE = 0.5


def open_vectors(home: str, tenant: str) -> LanceVectors:
    """Open a tenant's chunks."""
    place = TenantHome(home, tenant)
    return LanceVectors(place.vectors, open_store(place.root))


class LanceVectors:
    """The `VectorStore` port over LanceDB: one table per collection, one folder per tenant."""

    def __init__(self, uri: str, aliases: BlobStore) -> None:
        """Connect; collections are made by their first upsert."""
        self.capabilities = Capabilities(named_vectors=True, words=True)
        self._connection = lance.connect(uri)
        self._aliases = aliases

    def provision(self) -> None:
        """Do nothing: a tenant's folder is its own."""

    def replace(self, collection: str, rows: pa.Table) -> int:
        """Upsert chunks by id; chunks of the same conversations that are not among them leave in the same commit."""
        if not rows.num_rows:
            return 0
        check_vectors(rows)
        data = _stored(rows, collection)
        stale = lance.equals_any("conversation_id", [str(name) for name in pc.unique(rows.column("conversation_id"))])

        def commit() -> None:
            table = lance.open_table(self._connection, collection, data.schema)
            _check_dimensions(table.schema, rows.schema, collection)
            merge = table.merge_insert("id").when_matched_update_all().when_not_matched_insert_all()
            merge.when_not_matched_by_source_delete(stale).execute(data)

        lance.retried(commit)
        return rows.num_rows

    def remove(self, conversations: Sequence[str]) -> None:
        """Take all chunks of these conversations out of the live collection."""
        live = self.live()
        if live and conversations and lance.existing_table(self._connection, live.collection) is not None:
            gone = lance.equals_any("conversation_id", list(conversations))
            lance.retried(lambda: self._connection.open_table(live.collection).delete(gone))

    def forget(self, conversations: Sequence[str], tokens: Sequence[str]) -> int:
        """Delete, write what is left anew, and build the full-text index again, which remembers words."""
        holding = " OR ".join(f"contains(text, '{token}')" for token in tokens if TOKEN.fullmatch(token)) or "false"
        gone = f"{lance.equals_any('conversation_id', list(conversations))} OR {holding}"
        return sum(self._forget(name, gone) for name in self._collections())

    def _collections(self) -> list[str]:
        page = self._connection.list_tables()
        names = list(page.tables)
        while page.page_token:
            page = self._connection.list_tables(page_token=page.page_token)
            names += page.tables
        return names

    def _forget(self, collection: str, gone: str) -> int:
        table = self._connection.open_table(collection)
        before = int(table.count_rows())
        lance.retried(lambda: self._connection.open_table(collection).delete(gone))
        table = self._connection.open_table(collection)
        if _text_index(table) is not None:
            lance.retried(lambda: _index_text(self._connection.open_table(collection)))
            table = self._connection.open_table(collection)
        lance.purge(table, "id")
        return before - int(table.count_rows())

    def search(self, collection: str, query: Query) -> list[SearchHit]:
        """Fuse the rankings of the channels and of full text."""
        table = lance.existing_table(self._connection, collection)
        if table is None:
            return []
        where, found = _condition(query), dict[str, dict[str, Any]]()
        rankings = []
        for weight, search in _searches(table, query):
            rows = _limited(search, where, query.limit * OVERFETCH)
            found |= {row["id"]: row for row in rows}
            rankings.append((weight, [row["id"] for row in rows]))
        best = fused(rankings)[: query.limit]
        return [SearchHit(chunk=chunk_of(found[key]), score=score) for key, score in best]

    def rows(self, collection: str, conversations: Sequence[str]) -> pa.Table:
        """Return all rows of some conversations without the store's own columns."""
        table = self._connection.open_table(collection)
        wanted = table.search().where(lance.equals_any("conversation_id", list(conversations)))
        return wanted.limit(max(1, table.count_rows())).to_arrow().select(_public(table.schema))

    def scan(self) -> Iterator[Chunk]:
        """Stream all chunks of the live collection; nothing when there is none."""
        live = self.live()
        table = lance.existing_table(self._connection, live.collection) if live else None
        if table is None:
            return
        for batch in table.search().limit(max(1, table.count_rows())).to_batches(batch_size=ROWS_PER_BATCH):
            yield from map(chunk_of, batch.to_pylist())

    def count(self, collection: str) -> int:
        """Return the number of chunks."""
        table = lance.existing_table(self._connection, collection)
        return 0 if table is None else int(table.count_rows())

    def index(self, collection: str) -> None:
        """Build the full-text index once; fold new rows in when they are many, so that the cost stays linear.

        Rows that are not folded in yet are searched without the index and found all the same.
        """
        table = lance.existing_table(self._connection, collection)
        if table is None:
            return
        index = _text_index(table)
        if index is None:
            lance.retried(lambda: self._index_text_once(collection))
            return
        state = table.index_stats(index)
        if state.num_unindexed_rows > FOLD_SHARE * state.num_indexed_rows:
            table.optimize()

    def _index_text_once(self, collection: str) -> None:
        """Build the full-text index unless another shard did so meanwhile."""
        table = self._connection.open_table(collection)
        if _text_index(table) is None:
            _index_text(table)

    def drop(self, collection: str) -> None:
        """Remove a collection; a missing one is fine."""
        self._connection.drop_table(collection, ignore_missing=True)

    def live(self) -> LiveIndex | None:
        """Return what the alias points at."""
        found = self._aliases.read_with_generation(ALIAS)
        return msgspec.json.decode(found[0], type=LiveIndex) if found else None

    def switch(self, live: LiveIndex) -> None:
        """Point the alias at a collection."""
        self._aliases.write(ALIAS, msgspec.json.encode(live))


def _stored(rows: pa.Table, collection: str) -> pa.Table:
    """Return the rows with the store's own columns: when the conversation began, and which encoder's they are."""
    began = pc.cast(rows.column("started_at"), pa.timestamp("us", tz="UTC"))
    epoch = pc.divide(pc.cast(pc.cast(began, pa.int64()), pa.float64()), MICROSECONDS)
    made_by = pa.repeat(collection, rows.num_rows)
    return rows.append_column(EPOCH, epoch).append_column(MADE_BY, made_by).replace_schema_metadata(None)


def _public(schema: pa.Schema) -> list[str]:
    return [name for name in schema.names if name not in {EPOCH, MADE_BY}]


def _check_dimensions(stored: pa.Schema, given: pa.Schema, collection: str) -> None:
    known = dimensions(stored)
    for name, size in dimensions(given).items():
        if known.get(name, size) != size:
            message = f"{collection} holds {name} vectors of length {known[name]}, not {size}: embed with one encoder."
            raise ConfigurationInvalidError(message)


def _searches(table: Any, query: Query) -> Iterator[tuple[float, Any]]:
    """Yield a search for each ranking that has a weight, and the weight."""
    stored = dimensions(table.schema)
    for channel, vector in query.vectors.items():
        weight = query.weights.get(channel, 0.0)
        if weight and channel in stored:
            nearest = table.search(vector.tolist(), vector_column_name=column_of(channel)).distance_type("cosine")
            yield weight, nearest
    if query.words.strip() and query.weights.get(WORDS) and _text_index(table) is not None:
        from lancedb.query import MatchQuery

        yield query.weights[WORDS], table.search(MatchQuery(query.words, "text"), query_type="fts")


def _condition(query: Query) -> str:
    clauses = [lance.equals_any(name, list(values)) for name, values in query.where.items()]
    clauses += [f"{EPOCH} >= {query.since.timestamp()!r}"] if query.since else []
    clauses += [f"{EPOCH} < {query.until.timestamp()!r}"] if query.until else []
    return " AND ".join(clauses)


def _limited(search: Any, where: str, limit: int) -> list[dict[str, Any]]:
    chosen = search.where(where, prefilter=True) if where else search
    rows: list[dict[str, Any]] = chosen.limit(limit).to_list()
    return rows


def _index_text(table: Any) -> None:
    from lancedb.index import FTS

    table.create_index("text", config=FTS(), replace=True)


def _text_index(table: Any) -> str | None:
    """Return the name of the full-text index, or None."""
    return next((str(index.name) for index in table.list_indices() if index.columns == ["text"]), None)

"""Chunks in LanceDB, the embedded default vector store."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from talktrack.core.chunk_rows import (
    EMBEDDING,
    TEXT,
    check_dimensions,
    check_vectors,
    chunk_of,
    column_of,
    dimensions,
    filled,
    vectors_of,
)
from talktrack.core.errors import ConflictError
from talktrack.core.home import TenantHome
from talktrack.core.ports import WORDS, BlobStore, Capabilities, LiveIndex, Query, SearchHit, Vectors
from talktrack.core.ranking import asked, depth, mixed
from talktrack.core.records import Chunk
from talktrack.core.tokens import TOKEN
from talktrack.systems import lance
from talktrack.systems.storage import open_store
from talktrack.systems.vectors.alias import Alias

PLACE = "_rowid"
NOTHING = pa.table({"id": pa.array([], pa.string()), PLACE: pa.array([], pa.uint64())})
TEXT_COLUMN, EPOCH, MADE_BY = "text", "timestamp_epoch_s", "encoder_version"
MICROSECONDS = 1e6
MANY_ROWS = 10_000
"""Below, looking at every vector takes no longer than an index does (30 ms at 768 dimensions)."""
PARTITIONS_SEARCHED = 32
UNRELATED = 1.0
"""Cosine distance of vectors at a right angle; one of zeros has none at all."""
ROWS_PER_BATCH = 1024
"""A merge copies its rows batch by batch: larger ones leave the processor's caches (half as fast at 20 000)."""
FOLD_SHARE = 0.5


def open_lance(home: str, tenant: str) -> LanceVectors:
    """Open a tenant's chunks in its home."""
    place = TenantHome(home, tenant)
    return LanceVectors(place.vectors, open_store(place.root))


class LanceVectors:
    """The `VectorStore` port over LanceDB: one table per collection, one folder per tenant."""

    def __init__(self, uri: str, aliases: BlobStore) -> None:
        """Connect; collections are made by their first upsert."""
        self.capabilities = Capabilities(named_vectors=True, words=True)
        self._uri, self._connection = uri, lance.connect(uri)
        self._alias = Alias(aliases)

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
            check_dimensions(dimensions(table.schema), rows.schema, collection)
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
        if _index(table, TEXT_COLUMN) is not None:
            lance.retried(lambda: _index_text(self._connection.open_table(collection)))
            table = self._connection.open_table(collection)
        lance.purge(table, "id")
        return before - int(table.count_rows())

    def search(self, collection: str, query: Query) -> list[SearchHit]:
        """Find candidates by each channel and by full text, and weigh them."""
        table = lance.existing_table(self._connection, collection)
        if table is None:
            return []
        with lance.readable(self._uri):
            return self._found(table, query)

    def _found(self, table: Any, query: Query) -> list[SearchHit]:
        """Rank by ids and vectors alone; only what is returned is read whole."""
        schema, where = table.schema, _condition(query)
        channels = asked(query, dimensions(schema))
        most, columns = depth(query, len(channels)), ["id", *map(column_of, channels)]
        searches = [_nearest(table, channel, query.vectors[channel], where).select(columns) for channel in channels]
        said = _saying(table, query, where)
        tables = _run_together([*searches, *said], most)
        found = _unique([rows.select([*columns, PLACE]) for rows in tables[: len(channels)]])
        words = tables[len(channels) :]
        cosines = {channel: _cosines(found, channel, query.vectors[channel]) for channel in channels}
        best = mixed(query, cosines, [key for rows in words for key in _ids(rows)])
        return _whole(table.take_row_ids(_places(best, [found, *words])), best, _public(schema)) if best else []

    def rows(self, collection: str, conversations: Sequence[str]) -> pa.Table:
        """Return all rows of some conversations without the store's own columns."""
        table = self._connection.open_table(collection)
        wanted = table.search().where(lance.equals_any("conversation_id", list(conversations)))
        with lance.readable(self._uri):
            return filled(wanted.limit(max(1, table.count_rows())).to_arrow().select(_public(table.schema)))

    def scan(self) -> Iterator[Chunk]:
        """Stream all chunks of the live collection; nothing when there is none."""
        live = self.live()
        table = lance.existing_table(self._connection, live.collection) if live else None
        if table is None:
            return
        with lance.readable(self._uri):
            for batch in table.search().limit(max(1, table.count_rows())).to_batches(batch_size=ROWS_PER_BATCH):
                yield from map(chunk_of, batch.to_pylist())

    def count(self, collection: str) -> int:
        """Return the number of chunks."""
        table = lance.existing_table(self._connection, collection)
        return 0 if table is None else int(table.count_rows())

    def index(self, collection: str) -> None:
        """Build the full-text index, and from `MANY_ROWS` on one of the text vectors; each once.

        New rows are folded in when they are many, so that the cost stays linear. Rows that are not folded in yet are
        searched without an index and found all the same.
        """
        table = lance.existing_table(self._connection, collection)
        if table is None:
            return
        for column, build, fewest in ((TEXT_COLUMN, _index_text, 0), (EMBEDDING, _index_vectors, MANY_ROWS)):
            if _index(table, column) is None and table.count_rows() >= fewest:
                lance.retried(partial(self._build_once, collection, column, build))
        table = self._connection.open_table(collection)
        state = table.index_stats(_index(table, TEXT_COLUMN))
        if state.num_unindexed_rows > FOLD_SHARE * state.num_indexed_rows:
            with suppress(ConflictError):  # whoever keeps others from folding writes, and folds after that
                lance.retried(lambda: self._connection.open_table(collection).optimize())

    def _build_once(self, collection: str, column: str, build: Callable[[Any], None]) -> None:
        """Build an index unless another shard did so meanwhile."""
        table = self._connection.open_table(collection)
        if _index(table, column) is None:
            build(table)

    def drop(self, collection: str) -> None:
        """Remove a collection; a missing one is fine."""
        self._connection.drop_table(collection, ignore_missing=True)

    def live(self) -> LiveIndex | None:
        """Return what the alias points at."""
        return self._alias.live()

    def switch(self, live: LiveIndex) -> None:
        """Point the alias at a collection."""
        self._alias.switch(live)


def _stored(rows: pa.Table, collection: str) -> pa.Table:
    """Return the rows with the store's own columns: when the conversation began, and which encoder's they are."""
    began = pc.cast(rows.column("started_at"), pa.timestamp("us", tz="UTC"))
    epoch = pc.divide(pc.cast(pc.cast(began, pa.int64()), pa.float64()), MICROSECONDS)
    made_by = pa.repeat(collection, rows.num_rows)
    stored = rows.append_column(EPOCH, epoch).append_column(MADE_BY, made_by).replace_schema_metadata(None)
    return pa.Table.from_batches(stored.to_batches(max_chunksize=ROWS_PER_BATCH), stored.schema)


def _public(schema: pa.Schema) -> list[str]:
    return [name for name in schema.names if name not in {EPOCH, MADE_BY}]


def _saying(table: Any, query: Query, where: str) -> list[Any]:
    """Return the search by full text, if the question has words that count and there is an index."""
    if not query.words.strip() or not query.weights.get(WORDS) or _index(table, TEXT_COLUMN) is None:
        return []
    from lancedb.query import MatchQuery

    said = table.search(MatchQuery(query.words, TEXT_COLUMN), query_type="fts").select(["id"])
    return [said.where(where, prefilter=True) if where else said]


def _run_together(searches: Sequence[Any], most: int) -> list[pa.Table]:
    """Return what each search finds, with the places of the rows: each waits more than it works."""

    def run(search: Any) -> pa.Table:
        return search.limit(most).with_row_id(with_row_id=True).to_arrow()

    with ThreadPoolExecutor(max(1, len(searches))) as pool:
        return list(pool.map(run, searches))


def _places(best: Sequence[tuple[str, float]], found: Sequence[pa.Table]) -> list[Any]:
    """Return where the best rows lie in the version of the table that they were found in."""
    pairs = [zip(_ids(rows), rows.column(PLACE).to_pylist(), strict=True) for rows in found]
    places = {key: place for part in pairs for key, place in part}
    return [places[key] for key, _ in best]


def _whole(rows: Any, best: Sequence[tuple[str, float]], columns: Sequence[str]) -> list[SearchHit]:
    """Read rows and put them in the order of the best."""
    chunks = {chunk.id: chunk for chunk in map(chunk_of, rows.to_arrow().select(columns).to_pylist())}
    return [SearchHit(chunk=chunks[key], score=score) for key, score in best]


def _nearest(table: Any, channel: str, vector: Vectors, where: str) -> Any:
    """Return the search of a channel; a chunk of which the channel knows nothing has a vector of zeros and stays away.

    The fewer rows a filter leaves, the more partitions are looked at, so that about as many rows are.
    """
    nearest = table.search(vector.tolist(), vector_column_name=column_of(channel)).distance_type("cosine")
    if channel != TEXT:
        nearest = nearest.distance_range(upper_bound=UNRELATED)
    if not where:
        return nearest.nprobes(PARTITIONS_SEARCHED)
    left = max(1, table.count_rows(where)) / max(1, table.count_rows())
    return nearest.where(where, prefilter=True).nprobes(math.ceil(PARTITIONS_SEARCHED / left))


def _unique(tables: Sequence[pa.Table]) -> pa.Table:
    """Return the rows of all tables, each id once, in the order of first sight."""
    rows = pa.concat_tables(tables) if tables else NOTHING
    first = {key: place for place, key in reversed(list(enumerate(_ids(rows))))}
    return rows.take(sorted(first.values())) if len(first) < rows.num_rows else rows


def _cosines(rows: pa.Table, channel: str, vector: Vectors) -> dict[str, float]:
    cosines = vectors_of(rows, channel) @ vector.astype(np.float32)
    return dict(zip(_ids(rows), cosines.tolist(), strict=True))


def _ids(rows: pa.Table) -> list[str]:
    return [str(key) for key in rows.column("id").to_pylist()]


def _condition(query: Query) -> str:
    clauses = [lance.equals_any(name, list(values)) for name, values in query.where.items()]
    clauses += [f"{EPOCH} >= {query.since.timestamp()!r}"] if query.since else []
    clauses += [f"{EPOCH} < {query.until.timestamp()!r}"] if query.until else []
    return " AND ".join(clauses)


def _index_text(table: Any) -> None:
    from lancedb.index import FTS

    table.create_index("text", config=FTS(), replace=True)


def _index_vectors(table: Any) -> None:
    """Build partitions of whole vectors: the nearest ones are searched exactly."""
    from lancedb.index import IvfFlat

    partitions = round(table.count_rows() ** 0.5)
    table.create_index(EMBEDDING, config=IvfFlat(distance_type="cosine", num_partitions=partitions), replace=True)


def _index(table: Any, column: str) -> str | None:
    """Return the name of a column's index, or None."""
    return next((str(index.name) for index in table.list_indices() if index.columns == [column]), None)

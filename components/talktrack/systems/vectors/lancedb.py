"""Chunks in LanceDB, the embedded default vector store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.home import TenantHome
from talktrack.core.ports import BlobStore, Capabilities, LiveIndex, SearchHit, Vectors
from talktrack.core.records import Chunk
from talktrack.core.tables import CHUNKS
from talktrack.core.tokens import TOKEN
from talktrack.systems import lance
from talktrack.systems.storage import open_store

ALIAS = "live.json"
VECTOR = "embedding"
RECIPROCAL_RANK_K = 60
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
        self.capabilities = Capabilities(named_vectors=False, hybrid=True, filters=("equals",))
        self._connection = lance.connect(uri)
        self._aliases = aliases

    def replace(self, collection: str, dimension: int, chunks: Iterable[Chunk]) -> int:
        """Upsert chunks by id; chunks of the same conversations that are not among them leave in the same commit."""
        rows = {chunk.id: chunk for chunk in chunks}
        if not rows:
            return 0
        _check_vectors(rows.values(), dimension)
        schema = stored_schema(dimension)
        data = pa.Table.from_pylist([_stored(chunk, collection) for chunk in rows.values()], schema=schema)
        conversations = sorted({chunk.conversation_id for chunk in rows.values()})
        stale = lance.equals_any("conversation_id", conversations)

        def commit() -> None:
            merge = lance.open_table(self._connection, collection, schema).merge_insert("id")
            merge = merge.when_matched_update_all().when_not_matched_insert_all()
            merge.when_not_matched_by_source_delete(stale).execute(data)

        lance.retried(commit)
        return len(rows)

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

    def search(
        self,
        collection: str,
        vector: Vectors,
        text: str,
        limit: int = 10,
        where: Mapping[str, Sequence[str]] | None = None,
    ) -> list[SearchHit]:
        """Fuse vector and full-text rankings by reciprocal rank (Cormack, Clarke and Buettcher 2009, k = 60)."""
        table = lance.existing_table(self._connection, collection)
        if table is None:
            return []
        query = table.search(vector.tolist(), vector_column_name=VECTOR).distance_type("cosine")
        rankings = [_limited(query, where, limit * 4)]
        if text.strip() and _text_index(table) is not None:
            from lancedb.query import MatchQuery

            rankings.append(_limited(table.search(MatchQuery(text, "text"), query_type="fts"), where, limit * 4))
        return _fused(rankings, limit)

    def scan(self) -> Iterator[Chunk]:
        """Stream all chunks of the live collection; nothing when there is none."""
        live = self.live()
        table = lance.existing_table(self._connection, live.collection) if live else None
        if table is None:
            return
        for batch in table.search().limit(max(1, table.count_rows())).to_batches(batch_size=ROWS_PER_BATCH):
            yield from (_chunk(row) for row in batch.to_pylist())

    def count(self, collection: str) -> int:
        """Return the number of chunks."""
        table = lance.existing_table(self._connection, collection)
        return 0 if table is None else int(table.count_rows())

    def index_text(self, collection: str) -> None:
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


def stored_schema(dimension: int) -> pa.Schema:
    """Return the public chunk's columns with a fixed-size vector, plus timestamp_epoch_s and encoder_version."""
    public = [field for field in CHUNKS.schema if field.name != VECTOR]
    extra = [
        pa.field(VECTOR, pa.list_(pa.float32(), dimension)),
        pa.field("timestamp_epoch_s", pa.float64()),
        pa.field("encoder_version", pa.string()),
    ]
    return pa.schema(public + extra)


def _stored(chunk: Chunk, collection: str) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(chunk, builtin_types=(datetime,))
    epoch = chunk.started_at.timestamp() if chunk.started_at else None
    return row | {"timestamp_epoch_s": epoch, "encoder_version": collection}


def _check_vectors(chunks: Iterable[Chunk], dimension: int) -> None:
    for chunk in chunks:
        vector = np.asarray(chunk.embedding, dtype=np.float32)
        if vector.shape != (dimension,) or not np.isfinite(vector).all():
            message = f"chunk {chunk.id} has no finite vector of length {dimension}: embed it again with this encoder."
            raise ConfigurationInvalidError(message)


def _limited(query: Any, where: Mapping[str, Sequence[str]] | None, limit: int) -> list[dict[str, Any]]:
    if where:
        clauses = [lance.equals_any(name, list(values)) for name, values in where.items()]
        query = query.where(" AND ".join(clauses), prefilter=True)
    rows: list[dict[str, Any]] = query.limit(limit).to_list()
    return rows


def _fused(rankings: list[list[dict[str, Any]]], limit: int) -> list[SearchHit]:
    scores: dict[str, float] = {}
    rows: dict[str, dict[str, Any]] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, start=1):
            scores[row["id"]] = scores.get(row["id"], 0.0) + 1.0 / (RECIPROCAL_RANK_K + rank)
            rows[row["id"]] = row
    best = sorted(scores, key=lambda key: (-scores[key], key))[:limit]
    return [SearchHit(chunk=_chunk(rows[key]), score=scores[key]) for key in best]


def _chunk(row: dict[str, Any]) -> Chunk:
    known = {name: value for name, value in row.items() if name in CHUNKS.schema.names}
    return msgspec.convert(known, Chunk, builtin_types=(datetime,))


def _index_text(table: Any) -> None:
    from lancedb.index import FTS

    table.create_index("text", config=FTS(), replace=True)


def _text_index(table: Any) -> str | None:
    """Return the name of the full-text index, or None."""
    return next((str(index.name) for index in table.list_indices() if index.columns == ["text"]), None)

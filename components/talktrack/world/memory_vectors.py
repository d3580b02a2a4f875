"""Chunks in memory: a fake of the `VectorStore` port with exact search, for tests and small demonstrations."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from talktrack.core.bm25 import Bm25, words
from talktrack.core.chunk_rows import check_dimensions, check_vectors, chunk_of, column_of, dimensions, row_schema
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import WORDS, Capabilities, LiveIndex, Query, SearchHit, Vectors
from talktrack.core.ranking import asked, mixed
from talktrack.core.records import Chunk
from talktrack.core.tokens import TOKEN

Row = Mapping[str, Any]


@dataclass
class _Collection:
    dimensions: dict[str, int] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)


@dataclass
class _Shelf:
    collections: dict[str, _Collection] = field(default_factory=dict)
    live: LiveIndex | None = None


@dataclass
class MemoryDatabase:
    """What all tenants share; it knows those that were provisioned."""

    tenants: dict[str, _Shelf] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)


class MemoryVectors:
    """One tenant's part of a `MemoryDatabase`: exact cosine, BM25 over words, every call is atomic."""

    def __init__(self, tenant: str, database: MemoryDatabase) -> None:
        """Open without making the tenant known; `provision` does that."""
        self.capabilities = Capabilities(named_vectors=True, words=True)
        self._tenant = tenant
        self._database = database

    def provision(self) -> None:
        """Make the tenant known."""
        with self._database.lock:
            self._database.tenants.setdefault(self._tenant, _Shelf())

    def replace(self, collection: str, rows: pa.Table) -> int:
        """Upsert chunks by id; stale chunks of the same conversations leave at the same moment."""
        check_vectors(rows)
        given = {row["id"]: row for row in rows.to_pylist()}
        conversations = {row["conversation_id"] for row in given.values()}
        with self._database.lock:
            shelf = self._known()
            if not given:
                return 0
            held = shelf.collections.get(collection, _Collection())
            check_dimensions(held.dimensions, rows.schema, collection)
            kept = {key: row for key, row in held.rows.items() if row["conversation_id"] not in conversations}
            shelf.collections[collection] = _Collection(held.dimensions | dimensions(rows.schema), kept | given)
        return rows.num_rows

    def remove(self, conversations: Sequence[str]) -> None:
        """Take all chunks of these conversations out of the live collection."""
        with self._database.lock:
            live = self.live()
            held = self._held(live.collection) if live else _Collection()
            for key in [key for key, row in held.rows.items() if row["conversation_id"] in set(conversations)]:
                del held.rows[key]

    def forget(self, conversations: Sequence[str], tokens: Sequence[str]) -> int:
        """Take chunks out of every collection: those of conversations, and those whose text holds a token."""
        names, real = set(conversations), [token for token in tokens if TOKEN.fullmatch(token)]
        gone = 0
        with self._database.lock:
            for held in self._shelf().collections.values():
                hit = [key for key, row in held.rows.items() if _touched(row, names, real)]
                gone += len(hit)
                for key in hit:
                    del held.rows[key]
        return gone

    def search(self, collection: str, query: Query) -> list[SearchHit]:
        """Weigh all chunks that the filters let through, exactly."""
        with self._database.lock:
            self._known()
            held = self._held(collection)
            everything, sizes = list(held.rows.values()), dict(held.dimensions)
        chosen = {row["id"]: row for row in everything if _allowed(row, query)}
        best = mixed(query, _all_cosines(chosen, sizes, query), _saying(everything, chosen, query))
        return [SearchHit(chunk_of(chosen[key]), score) for key, score in best]

    def rows(self, collection: str, conversations: Sequence[str]) -> pa.Table:
        """Return all rows of some conversations; none when the collection does not exist."""
        with self._database.lock:
            held = self._held(collection)
            wanted = [row for row in held.rows.values() if row["conversation_id"] in set(conversations)]
            return pa.Table.from_pylist(wanted, schema=row_schema(held.dimensions))

    def scan(self) -> Iterator[Chunk]:
        """Stream all chunks that the live collection holds now."""
        with self._database.lock:
            live = self.live()
            rows = list(self._held(live.collection).rows.values()) if live else []
        yield from map(chunk_of, rows)

    def count(self, collection: str) -> int:
        """Return the number of chunks."""
        with self._database.lock:
            return len(self._held(collection).rows)

    def drop(self, collection: str) -> None:
        """Remove a collection; a missing one is fine."""
        with self._database.lock:
            self._shelf().collections.pop(collection, None)

    def live(self) -> LiveIndex | None:
        """Return what the alias points at."""
        with self._database.lock:
            return self._shelf().live

    def switch(self, live: LiveIndex) -> None:
        """Point the alias at a collection."""
        with self._database.lock:
            self._known().live = live

    def index(self, collection: str) -> None:
        """Do nothing: every search looks at everything."""

    def _known(self) -> _Shelf:
        if self._tenant not in self._database.tenants:
            raise ConfigurationInvalidError(f"the vector database does not know the tenant {self._tenant}: provision.")
        return self._database.tenants[self._tenant]

    def _shelf(self) -> _Shelf:
        return self._database.tenants.get(self._tenant, _Shelf())

    def _held(self, collection: str) -> _Collection:
        return self._shelf().collections.get(collection, _Collection())


def _touched(row: Row, conversations: set[str], tokens: Sequence[str]) -> bool:
    return row["conversation_id"] in conversations or any(token in row["text"] for token in tokens)


def _allowed(row: Row, query: Query) -> bool:
    if any(row[name] not in values for name, values in query.where.items()):
        return False
    began = row["started_at"]
    if query.since and (began is None or began < query.since):
        return False
    return not query.until or (began is not None and began < query.until)


def _all_cosines(chosen: Mapping[str, Row], sizes: Mapping[str, int], query: Query) -> dict[str, dict[str, float]]:
    """Return the cosines of each channel for what any of them knows; one that knows nothing of a chunk gives 0."""
    channels = asked(query, sizes)
    known = [key for key, row in chosen.items() if any(any(row.get(column_of(channel)) or ()) for channel in channels)]
    found = {}
    for channel in channels:
        zeros, column = [0.0] * sizes[channel], column_of(channel)
        vectors = np.array([chosen[key].get(column) or zeros for key in known], dtype=np.float32)
        cosines = _cosines(vectors.reshape(len(known), sizes[channel]), query.vectors[channel])
        found[channel] = dict(zip(known, cosines.tolist(), strict=True))
    return found


def _saying(everything: Sequence[Row], chosen: Mapping[str, Row], query: Query) -> list[str]:
    """Return the chosen ids that hold words of the query, best first."""
    if not query.words.strip() or not query.weights.get(WORDS):
        return []
    found = Bm25([words(row["text"]) for row in everything]).scores(words(query.words)).tolist()
    scores = {row["id"]: score for row, score in zip(everything, found, strict=True)}
    return sorted((key for key in chosen if scores[key] > 0), key=lambda key: -scores[key])


def _cosines(vectors: Vectors, query: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(query)
    similar: Vectors = vectors @ query.astype(np.float32) / np.maximum(lengths, np.finfo(np.float32).tiny)
    return similar

"""Chunks in Pinecone: one serverless index for all tenants and collections of one text dimension.

What callers can rely on: Pinecone is eventually consistent. A write that returned is durable and doing it again changes
nothing, but searches, counts and `rows` may show it a moment later; and since upserts and deletes are requests of their
own, a reader may meet old and new chunks of a conversation together. A chunk is never found without its text: the other
channels are written before the text, and the text is removed before them. Work that was killed is finished by doing it
again. Writers of different versions of one conversation must not overlap: who deletes last decides.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from talktrack.core.chunk_rows import CHANNELS, TEXT, check_vectors, chunk_of, column_of, dimensions
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import BlobStore, Capabilities, LiveIndex, Query, SearchHit, Vectors
from talktrack.core.ranking import depth, mixed
from talktrack.core.records import Chunk
from talktrack.core.tokens import TOKEN
from talktrack.systems.vectors.alias import Alias
from talktrack.systems.vectors.pinecone import records
from talktrack.systems.vectors.pinecone.index import PatientIndex, connected
from talktrack.systems.vectors.pinecone.namespaces import collection_prefix, namespace_of, tenant_prefix

if TYPE_CHECKING:
    from pinecone.models.vectors.vector import Vector


def open_pinecone(
    index_host: str, tenant: str, aliases: BlobStore, sleep: Callable[[float], None] = time.sleep
) -> PineconeVectors:
    """Open a tenant's chunks in the index at this host; `sleep` waits between attempts.

    Raises:
        ConfigurationInvalidError: PINECONE_API_KEY is not set.
    """
    return PineconeVectors(PatientIndex(connected(index_host), sleep), tenant, aliases)


class PineconeVectors:
    """The `VectorStore` port over one Pinecone index: a namespace per tenant, collection and channel."""

    def __init__(self, index: PatientIndex, tenant: str, aliases: BlobStore) -> None:
        """Open without asking for anything; `provision` makes the tenant known."""
        self.capabilities = Capabilities(named_vectors=False, words=False)
        self._index = index
        self._tenant = tenant
        self._alias = Alias(aliases)
        self._dimension: int | None = None
        self._is_known = False

    def provision(self) -> None:
        """Make the tenant's mark, a namespace without records."""
        self._index.create(tenant_prefix(self._tenant))

    def replace(self, collection: str, rows: pa.Table) -> int:
        """Upsert chunks by id, the text last; then stale chunks of the same conversations leave, the text first."""
        self._check_known()
        if not rows.num_rows:
            return 0
        check_vectors(rows)
        records.check_records(rows, self._size())
        given, held = dimensions(rows.schema), self._channels(collection)
        self._check_lengths(collection, {channel: given[channel] for channel in held if channel in given})
        known = {channel: records.known_to(rows, channel) for channel in given}
        for channel in sorted(given, key=lambda name: name == TEXT):
            namespace = self._namespace(collection, channel)
            if channel not in held:
                self._index.create(namespace)
            self._index.upsert(namespace, records.records_of(known[channel], channel, self._size()))
        for channel in _text_first({*held, *given}):
            written = set(map(str, known[channel].column("id").to_pylist())) if channel in known else set()
            for stale in records.all_but(rows, written):
                self._index.delete(self._namespace(collection, channel), stale)
        return rows.num_rows

    def remove(self, conversations: Sequence[str]) -> None:
        """Take all chunks of these conversations out of the live collection."""
        live = self.live()
        if live is None:
            return
        for channel in _text_first(self._channels(live.collection)):
            for gone in records.one_of("conversation_id", conversations):
                self._index.delete(self._namespace(live.collection, channel), gone)

    def forget(self, conversations: Sequence[str], tokens: Sequence[str]) -> int:
        """Delete in every namespace of the tenant; the tokens of a text are kept beside it for this."""
        real = [token for token in tokens if TOKEN.fullmatch(token)]
        names = self._index.namespaces(tenant_prefix(self._tenant))
        texts = {name for name in names if name.endswith(f":{TEXT}")}
        forgotten = 0
        for gone in (*records.one_of("conversation_id", conversations), *records.one_of(records.TOKENS, real)):
            for name in sorted(names, key=lambda name: name not in texts):
                forgotten += sum(1 for _ in self._index.chosen(name, gone)) if name in texts else 0
                self._index.delete(name, gone)
        return forgotten

    def search(self, collection: str, query: Query) -> list[SearchHit]:
        """Find candidates by each channel, fetch their vectors, and weigh them; words are not looked at."""
        self._check_known()
        if not all(query.where.values()):
            return []
        asked = [channel for channel in query.vectors if query.weights.get(channel)]
        rankings = [self._ranking(collection, channel, query, depth(query, len(asked))) for channel in asked]
        texts = self._index.fetched(self._namespace(collection, TEXT), list(dict.fromkeys(chain(*rankings))))
        cosines = {channel: self._cosines(collection, channel, texts, query.vectors[channel]) for channel in asked}
        best = mixed(query, cosines, [])
        return [SearchHit(chunk_of(records.row_of(texts[key])), score) for key, score in best]

    def _ranking(self, collection: str, channel: str, query: Query, most: int) -> list[str]:
        vector = records.padded(query.vectors[channel], channel, self._size())
        return self._index.nearest(self._namespace(collection, channel), vector, records.condition(query), most)

    def _cosines(self, collection: str, channel: str, texts: Mapping[str, Vector], vector: Vectors) -> dict[str, float]:
        """Return a channel's cosines for chunks that have a text; 0 where it knows nothing of one.

        For a moment another channel may be ahead of the text's namespace, or behind.
        """
        found = texts if channel == TEXT else self._index.fetched(self._namespace(collection, channel), list(texts))
        values = {key: found[key].values[: len(vector)] for key in texts if key in found}
        return {key: float(np.dot(values[key], vector)) if key in values else 0.0 for key in texts}

    def rows(self, collection: str, conversations: Sequence[str]) -> pa.Table:
        """Return all rows of some conversations, ordered by id; none when the collection does not exist."""
        namespace = self._namespace(collection, TEXT)
        chosen = records.one_of("conversation_id", conversations)
        texts = {found.id: found for gone in chosen for found in self._index.chosen(namespace, gone)}
        rows, sizes = {key: records.row_of(texts[key]) for key in sorted(texts)}, {TEXT: self._size()}
        for key, row in rows.items():
            others = records.sizes_of(texts[key])
            row |= {column_of(channel): [0.0] * size for channel, size in others.items()}
            sizes |= others
        for channel in sizes.keys() - {TEXT}:
            for key, record in self._index.fetched(self._namespace(collection, channel), list(rows)).items():
                rows[key][column_of(channel)] = records.values_of(record)
        return records.table_of(list(rows.values()), sizes)

    def scan(self) -> Iterator[Chunk]:
        """Stream all chunks of the live collection; nothing when there is none."""
        live = self.live()
        if live is None:
            return
        namespace = self._namespace(live.collection, TEXT)
        for page in self._index.pages(namespace):
            yield from (chunk_of(records.row_of(found)) for found in self._index.fetched(namespace, page).values())

    def count(self, collection: str) -> int:
        """Return the number of chunks that Pinecone has counted so far."""
        return self._index.count(self._namespace(collection, TEXT))

    def drop(self, collection: str) -> None:
        """Remove a collection; a missing one is fine."""
        for channel in _text_first(self._channels(collection)):
            self._index.drop(self._namespace(collection, channel))

    def live(self) -> LiveIndex | None:
        """Return what the alias points at."""
        return self._alias.live()

    def switch(self, live: LiveIndex) -> None:
        """Point the alias at a collection."""
        self._alias.switch(live)

    def index(self, collection: str) -> None:
        """Do nothing: Pinecone indexes what it takes."""

    def _check_known(self) -> None:
        if not self._is_known and not self._index.exists(tenant_prefix(self._tenant)):
            raise ConfigurationInvalidError(f"the Pinecone index does not know the tenant {self._tenant}: provision.")
        self._is_known = True

    def _size(self) -> int:
        if self._dimension is None:
            self._dimension = self._index.dimension()
        return self._dimension

    def _namespace(self, collection: str, channel: str) -> str:
        return namespace_of(self._tenant, collection, channel)

    def _channels(self, collection: str) -> set[str]:
        """Return the channels that have a namespace in this collection."""
        prefix = collection_prefix(self._tenant, collection)
        return {name.removeprefix(prefix) for name in self._index.namespaces(prefix)} & set(CHANNELS)

    def _check_lengths(self, collection: str, sizes: dict[str, int]) -> None:
        for channel, size in sizes.items():
            namespace = self._namespace(collection, channel)
            one = next(self._index.pages(namespace), [])[:1] if channel != TEXT else []
            for record in self._index.fetched(namespace, one).values():
                held = len(records.values_of(record))
                if held != size:
                    message = f"{collection} holds {channel} vectors of length {held}, not {size}: "
                    raise ConfigurationInvalidError(f"{message}embed with one encoder.")


def _text_first(channels: set[str]) -> list[str]:
    return sorted(channels, key=lambda channel: (channel != TEXT, channel))

"""Chunks in Weaviate: one multi-tenant collection per encoder, and in it a tenant of its own for every customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from talktrack.core.chunk_rows import CHANNELS, TEXT, check_vectors, dimensions, row_schema
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ids import checked_tenant
from talktrack.core.ports import BlobStore, Capabilities, LiveIndex, Query, SearchHit
from talktrack.core.ranking import asked, depth, mixed
from talktrack.core.records import Chunk
from talktrack.core.tokens import TOKEN
from talktrack.systems.vectors.alias import Alias
from talktrack.systems.vectors.weaviate import objects
from talktrack.systems.vectors.weaviate.access import Address, Patience, WeaviateAccess
from talktrack.systems.vectors.weaviate.query import chosen, condition, is_said, nearest, saying
from talktrack.systems.vectors.weaviate.schema import Schema
from talktrack.systems.vectors.weaviate.shard import MOST_CHUNKS, Shard


def open_weaviate(url: str, tenant: str, aliases: BlobStore, patience: Patience | None = None) -> WeaviateVectors:
    """Open a tenant's chunks at ``http://host:8080?grpc=host:50051``, or https for both; nobody is called yet.

    The key is taken from the environment variable WEAVIATE_API_KEY where it is set.

    Raises:
        ConfigurationInvalidError: the URL or the tenant's name has another form.
    """
    access = WeaviateAccess(Address.of(url), patience or Patience())
    return WeaviateVectors(access, checked_tenant(tenant), aliases)


class WeaviateVectors:
    """The `VectorStore` port over Weaviate.

    The registry is a small multi-tenant collection. A tenant is known when the registry has it, which only `provision`
    brings about; collections of chunks take a known tenant in when its first chunks come. A tenant's entries in the
    registry are its collections with the dimensions of their channels: what has no entry does not exist.

    Weaviate has no transactions. `replace` first upserts and then deletes what is stale, so that whoever looks
    meanwhile, or after a crash, may see chunks of an older cut beside the new ones, and never misses one. Doing it
    again repairs that. What is forgotten is unreadable at once, and leaves the disk when the server compacts it.
    """

    def __init__(self, access: WeaviateAccess, tenant: str, aliases: BlobStore) -> None:
        """Remember where; nobody is called."""
        self.capabilities = Capabilities(named_vectors=True, words=True)
        self._access, self._tenant, self._alias = access, tenant, Alias(aliases)
        self._schema, self._registry = Schema(access, tenant), Shard(access, objects.REGISTRY, tenant)
        self._known = False

    def provision(self) -> None:
        """Write the tenant into the registry."""
        self._schema.ensure(objects.REGISTRY, objects.registry_properties(), ())

    def replace(self, collection: str, rows: pa.Table) -> int:
        """Upsert chunks by id, then delete the chunks of the same conversations that are not among them."""
        if not rows.num_rows:
            return 0
        check_vectors(rows)
        counts = _counts(rows)
        self._check_known()
        self._open(collection, dimensions(rows.schema))
        shard = self._shard(collection)
        for batch in objects.batches(rows, collection):
            shard.insert(batch)
        shard.delete_stale(counts, {objects.identity(str(key)) for key in rows.column("id")})
        return rows.num_rows

    def remove(self, conversations: Sequence[str]) -> None:
        """Take all chunks of these conversations out of the live collection."""
        live = self.live()
        if live and self._sizes(live.collection) is not None:
            self._shard(live.collection).delete_conversations(conversations)

    def forget(self, conversations: Sequence[str], tokens: Sequence[str]) -> int:
        """Delete in every collection of ours that has this tenant, whether the registry names it or not."""
        known = [token for token in tokens if TOKEN.fullmatch(token)]
        ours = [name for name in self._schema.names() if name.startswith(objects.PREFIX) and self._schema.has(name)]
        return sum(_forget(Shard(self._access, name, self._tenant), conversations, known) for name in ours)

    def search(self, collection: str, query: Query) -> list[SearchHit]:
        """Find candidates by each channel and by full text, fetch their vectors, and weigh them."""
        self._check_known()
        sizes = self._sizes(collection)
        if not all(chosen(query).values()) or sizes is None:
            return []
        shard, where, channels = self._shard(collection), condition(query), asked(query, sizes)
        most = depth(query, len(channels))
        near = [shard.ranking(nearest(query, channel), most, where) for channel in channels]
        said = shard.ranking(saying(query), most, where) if is_said(query) else []
        keys = list(dict.fromkeys(key for ranking in near for key in ranking))
        found = {one.uuid: one for one in shard.of_ids(list(dict.fromkeys([*keys, *said])), [*{TEXT, *channels}])}
        keys = [key for key in keys if key in found]
        cosines = {channel: objects.cosines(found, keys, channel, query.vectors[channel]) for channel in channels}
        best = mixed(query, cosines, [key for key in said if key in found])
        return [SearchHit(chunk=objects.chunk_of_object(found[key], sizes), score=score) for key, score in best]

    def rows(self, collection: str, conversations: Sequence[str]) -> pa.Table:
        """Return all rows of some conversations without the store's own columns; none of an unknown collection."""
        sizes = self._sizes(collection)
        if sizes is None:
            return row_schema({}).empty_table()
        shard = self._shard(collection)
        return objects.table_of([one for key in conversations for one in shard.conversation(key, list(sizes))], sizes)

    def scan(self) -> Iterator[Chunk]:
        """Stream all chunks of the live collection; nothing when there is none."""
        live = self.live()
        sizes = self._sizes(live.collection) if live else None
        if live and sizes is not None:
            yield from (objects.chunk_of_object(one, sizes) for one in self._shard(live.collection).scan([TEXT]))

    def count(self, collection: str) -> int:
        """Return the number of chunks."""
        return 0 if self._sizes(collection) is None else self._shard(collection).count()

    def index(self, collection: str) -> None:
        """Do nothing: Weaviate keeps its indexes by itself."""

    def drop(self, collection: str) -> None:
        """Take this tenant out of a collection, which other tenants may use; a missing one is fine.

        The entry in the registry goes first: half a drop is invisible, and `forget` reaches what is left of it.
        """
        if self._sizes(collection) is not None:
            self._registry.delete([objects.identity(collection)])
            self._schema.leave(objects.class_name(collection))

    def live(self) -> LiveIndex | None:
        """Return what the alias points at."""
        return self._alias.live()

    def switch(self, live: LiveIndex) -> None:
        """Point the alias at a collection."""
        self._alias.switch(live)

    def _shard(self, collection: str) -> Shard:
        return Shard(self._access, objects.class_name(collection), self._tenant)

    def _is_known(self) -> bool:
        self._known = self._known or self._schema.has(objects.REGISTRY)
        return self._known

    def _check_known(self) -> None:
        if not self._is_known():
            message = f"Weaviate knows no tenant {self._tenant}: check its name, or make it known by a first ingestion."
            raise ConfigurationInvalidError(message)

    def _sizes(self, collection: str) -> dict[str, int] | None:
        """Return the dimensions of a collection's channels; None when the tenant has no such collection."""
        if not self._is_known():
            return None
        entries = list(self._registry.of_ids([objects.identity(collection)], ()))
        return objects.registered_sizes(entries[0]) if entries else None

    def _open(self, collection: str, given: Mapping[str, int]) -> None:
        """Make the collection ready for vectors of these dimensions; refuse others than it holds."""
        known = self._sizes(collection)
        for name, size in (known or {}).items():
            if given.get(name, size) != size:
                message = (
                    f"{collection} holds {name} vectors of length {size}, not {given[name]}: embed with one encoder."
                )
                raise ConfigurationInvalidError(message)
        self._schema.ensure(objects.class_name(collection), objects.chunk_properties(), CHANNELS)
        together = {**(known or {}), **given}
        if together != known:
            self._registry.insert([objects.registry_entry(collection, together)])


def _forget(shard: Shard, conversations: Sequence[str], tokens: Sequence[str]) -> int:
    before = shard.count()
    shard.delete_conversations(conversations)
    for token in tokens:
        shard.delete_holding(token)
    return before - shard.count()


def _counts(rows: pa.Table) -> Counter[str]:
    """Return the number of chunks of each conversation; refuse one of which a query could not see all."""
    counts = Counter(map(str, rows.column("conversation_id").to_pylist()))
    for conversation, count in counts.items():
        if count > MOST_CHUNKS:
            message = (
                f"conversation {conversation} has {count} chunks, more than {MOST_CHUNKS}: cut it into longer ones."
            )
            raise ConfigurationInvalidError(message)
    return counts

"""What one tenant has in one Weaviate collection: a shard of its own, which no other tenant's calls reach."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from talktrack.systems.vectors.weaviate.access import UnfinishedError, WeaviateAccess
from talktrack.systems.vectors.weaviate.objects import TEXT_COLUMN
from talktrack.systems.vectors.weaviate.query import any_of, with_ids, with_words_of

if TYPE_CHECKING:
    from weaviate.classes.data import DataObject
    from weaviate.collections.classes.filters import _Filters as Filters

T = TypeVar("T")
PAGE = 500
VALUES_PER_FILTER = 100
MOST_RESULTS = 10_000  # a server gives no more to one query, unless it is told to: QUERY_MAXIMUM_RESULTS
MOST_CHUNKS = MOST_RESULTS // 2  # of one conversation: the new ones and as many stale ones are seen by one query
CONVERSATION = "conversation_id"


class Shard:
    """Reads and writes, each tried again while the server is busy."""

    def __init__(self, access: WeaviateAccess, collection: str, tenant: str) -> None:
        """Remember what of which tenant, by the name that Weaviate knows."""
        self._access, self._collection, self._tenant = access, collection, tenant

    def insert(self, objects: Sequence[DataObject[Any, Any]]) -> None:
        """Upsert objects by id: those that fail inside a successful reply are sent again, without the others.

        A batch is an upsert (``batch is upsert`` in adapters/handlers/grpc/v1/batch/handler.go of weaviate/weaviate),
        so that one which was applied and not answered may be sent again as well.
        """
        from weaviate.exceptions import WeaviateInsertManyAllFailedError

        left = list(objects)

        def send(shard: Any) -> None:
            try:
                errors = shard.data.insert_many(left).errors
            except WeaviateInsertManyAllFailedError as failure:
                raise UnfinishedError(f"none of {len(left)} objects was stored ({failure})") from None
            left[:] = [left[number] for number in sorted(errors)]
            if left:
                raise UnfinishedError(f"{len(left)} objects were not stored ({errors[min(errors)].message})")

        self._tried(send)

    def fetched(self, **asked: Any) -> list[Any]:
        """Return the objects that a query without search finds."""
        return self._tried(lambda shard: shard.query.fetch_objects(**asked).objects)

    def scan(self, channels: Sequence[str]) -> Iterator[Any]:
        """Stream all objects with the vectors of some channels, in the order of their ids."""
        asked: dict[str, Any] = {"limit": PAGE, "include_vector": list(channels)}
        while page := self.fetched(**asked):
            yield from page
            asked["after"] = page[-1].uuid

    def of_ids(self, keys: Sequence[UUID], channels: Sequence[str]) -> Iterator[Any]:
        """Yield the objects of these ids, in any order."""
        for part in _parts(keys):
            yield from self.fetched(filters=with_ids(part), limit=len(part), include_vector=list(channels))

    def conversation(self, key: str, channels: Sequence[str]) -> Iterator[Any]:
        """Yield the objects of one conversation."""
        offset, asked = 0, {"filters": any_of(CONVERSATION, [key]), "limit": PAGE, "include_vector": list(channels)}
        while page := self.fetched(offset=offset, **asked):
            yield from page
            offset += len(page)

    def ranking(self, how: Mapping[str, Any], limit: int, where: Filters | None) -> list[UUID]:
        """Return ids, best first, by words (``query``) or by the nearest vector."""
        asked = {"limit": min(limit, MOST_RESULTS), "filters": where, "return_properties": [], **how}

        def search(shard: Any) -> list[UUID]:
            found = shard.query.bm25(**asked) if "query" in how else shard.query.near_vector(**asked)
            return [one.uuid for one in found.objects]

        return self._tried(search)

    def count(self) -> int:
        """Return the number of objects."""
        return int(self._tried(lambda shard: shard.aggregate.over_all(total_count=True).total_count))

    def delete(self, keys: Sequence[UUID]) -> None:
        """Delete objects by id."""
        for part in _parts(keys):
            self._delete(with_ids(part))

    def delete_conversations(self, keys: Sequence[str]) -> None:
        """Delete the objects of conversations."""
        for part in _parts(keys):
            self._delete(any_of(CONVERSATION, part))

    def delete_stale(self, counts: Mapping[str, int], kept: Collection[UUID]) -> None:
        """Delete the objects of conversations that are not kept; `counts` says how many of each are."""
        for part in _groups(counts):
            found = [UUID(int=0)] * MOST_RESULTS
            while len(found) >= MOST_RESULTS:
                asked = {"filters": any_of(CONVERSATION, part), "limit": MOST_RESULTS, "return_properties": []}
                found = [one.uuid for one in self.fetched(**asked)]
                self.delete([key for key in found if key not in kept])

    def delete_holding(self, token: str) -> None:
        """Delete the objects whose text holds a token.

        The filter finds all texts with the token's words, the exact look follows here. What only has the words stays,
        and is passed over by the next query.
        """
        passed, asked = 0, {"filters": with_words_of(token), "limit": PAGE, "return_properties": [TEXT_COLUMN]}
        while page := self.fetched(offset=passed, **asked):
            held = [one.uuid for one in page if token in one.properties[TEXT_COLUMN]]
            self.delete(held)
            passed += len(page) - len(held)

    def _delete(self, where: Filters) -> None:
        """Delete what a filter finds; a server deletes at most MOST_RESULTS in a call, so call until it deletes all."""

        def send(shard: Any) -> int:
            done = shard.data.delete_many(where)
            if done.failed:
                raise UnfinishedError(f"{done.failed} objects were not deleted")
            return int(done.matches - done.successful)

        while self._tried(send):
            pass

    def _tried(self, action: Callable[[Any], T]) -> T:
        return self._access.tried(
            lambda client: action(client.collections.use(self._collection).with_tenant(self._tenant))
        )


def _parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + VALUES_PER_FILTER] for start in range(0, len(values), VALUES_PER_FILTER))


def _groups(counts: Mapping[str, int]) -> Iterator[list[str]]:
    """Yield conversations in groups, each of at most MOST_CHUNKS chunks and few enough for a filter."""
    group: list[str] = []
    for key, count in counts.items():
        if group and (len(group) == VALUES_PER_FILTER or sum(counts[one] for one in group) + count > MOST_CHUNKS):
            yield group
            group = []
        group.append(key)
    if group:
        yield group

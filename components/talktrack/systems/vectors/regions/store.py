"""The same chunks in several regions behind the one `VectorStore` port.

Writes go to every region, reads come from the nearest that answers. A region that was away misses writes and may be
read all the same when it is back: `divergence` says what it lacks, `repair` makes it equal another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TypeVar

import pyarrow as pa

from talktrack.core.chunk_rows import row_schema
from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError, TalktrackError
from talktrack.core.ports import Capabilities, LiveIndex, Query, SearchHit, VectorStore
from talktrack.core.records import Chunk
from talktrack.systems.vectors.regions.divergence import (
    Copy,
    Difference,
    Divergence,
    Repair,
    Switch,
    compared,
    digests_of,
    joined,
    planned,
)

R = TypeVar("R")
CONVERSATIONS_AT_ONCE = 32


class Regions:
    """The `VectorStore` port over one store a region; each keeps an alias of its own."""

    def __init__(self, stores: Mapping[str, VectorStore], nearest: str) -> None:
        """Take the stores by region, and the region to read from; further ones are tried in the order given.

        Raises:
            ConfigurationInvalidError: there is no such region.
        """
        if nearest not in stores:
            raise ConfigurationInvalidError(f"there is no region {nearest}: choose one of {', '.join(stores)}.")
        self._stores = {nearest: stores[nearest], **stores}
        self._nearest = nearest

    @property
    def capabilities(self) -> Capabilities:
        """Return what every region can do, since any may have to answer."""
        all_of = [store.capabilities for store in self._stores.values()]
        return Capabilities(
            named_vectors=all(one.named_vectors for one in all_of),
            words=all(one.words for one in all_of),
            filters=tuple(name for name in all_of[0].filters if all(name in one.filters for one in all_of)),
        )

    def provision(self) -> None:
        """Make the tenant known everywhere."""
        self._everywhere(lambda store: store.provision())

    def replace(self, collection: str, rows: pa.Table) -> int:
        """Upsert chunks everywhere; doing it again mends a region that was away, as far as these chunks go."""
        return self._everywhere(lambda store: store.replace(collection, rows))[0]

    def remove(self, conversations: Sequence[str]) -> None:
        """Take all chunks of these conversations out of each region's live collection."""
        self._everywhere(lambda store: store.remove(conversations))

    def forget(self, conversations: Sequence[str], tokens: Sequence[str]) -> int:
        """Take chunks out of every collection of every region for ever; return the most that a region had."""
        return max(self._everywhere(lambda store: store.forget(conversations, tokens)))

    def drop(self, collection: str) -> None:
        """Remove a collection everywhere."""
        self._everywhere(lambda store: store.drop(collection))

    def switch(self, live: LiveIndex) -> None:
        """Point the alias of every region at another collection."""
        self._everywhere(lambda store: store.switch(live))

    def index(self, collection: str) -> None:
        """Make the collection fast to search everywhere."""
        self._everywhere(lambda store: store.index(collection))

    def search(self, collection: str, query: Query) -> list[SearchHit]:
        """Return the best chunks of the nearest region that answers."""
        return self._anywhere(lambda store: store.search(collection, query))

    def count(self, collection: str) -> int:
        """Return the number of chunks in the nearest region that answers."""
        return self._anywhere(lambda store: store.count(collection))

    def live(self) -> LiveIndex | None:
        """Return what the alias of the nearest region that answers points at."""
        return self._anywhere(lambda store: store.live())

    def rows(self, collection: str, conversations: Sequence[str]) -> pa.Table:
        """Return all rows of some conversations from the nearest region that answers."""
        return self._anywhere(lambda store: store.rows(collection, conversations))

    def scan(self) -> Iterator[Chunk]:
        """Stream the live collection of the nearest region that answers; one that stops halfway raises."""
        return self._anywhere(_begun)

    def divergence(self, collection: str, source: str = "") -> Divergence:
        """Compare every region with the source, by default the nearest, by digests of whole conversations.

        Rows are streamed; held are the ids of conversations and what differs.

        Raises:
            ConfigurationInvalidError: the source's alias does not point at this collection.
            StoreUnavailableError: the source is unreachable.
        """
        source = source or self._nearest
        live = self._store(source).live()
        if live is None or live.collection != collection:
            raise ConfigurationInvalidError(f"{collection} is not live in {source}: switch to it there first.")
        listed = _listed(self._store(source), collection)
        found, away = dict[str, Difference](), set[str]()
        for region in self._stores.keys() - {source}:
            with _noting(region, away):
                other = self._store(region).live()
                listed |= (
                    _listed(self._store(region), collection) if other and other.collection == collection else set()
                )
                found[region] = Difference(alias=live if other != live else None)
        for batch in _batches(sorted(listed)):
            held = digests_of(_rows(self._store(source), collection, batch))
            for region in found.keys() - away:
                with _noting(region, away):
                    theirs = digests_of(_rows(self._store(region), collection, batch))
                    found[region] = joined(found[region], compared(held, theirs))
        compared_ones = {region: found[region] for region in sorted(found.keys() - away)}
        return Divergence(collection, source, compared_ones, tuple(sorted(away)))

    def conversations(self) -> dict[str, set[str]]:
        """Return the conversations that each region's live collection holds; of one that does not answer, none."""
        found = dict[str, set[str]]()
        for region, store in self._stores.items():
            with _noting(region, set()):
                found[region] = {chunk.conversation_id for chunk in store.scan()}
        return {region: found.get(region, set()) for region in self._stores}

    def plan(self, collection: str, source: str) -> Repair:
        """Return what makes every reachable region equal the source; it can be printed before it is applied."""
        return planned(self.divergence(collection, source))

    def apply(self, repair: Repair) -> None:
        """Do what a plan says, a few conversations at a time; doing it again is fine."""
        for step in repair.steps:
            store = self._store(step.region)
            if isinstance(step, Switch):
                store.switch(step.live)
                continue
            if isinstance(step, Copy):
                store.provision()
            for batch in _batches(step.conversations):
                if isinstance(step, Copy):
                    store.replace(repair.collection, _rows(self._store(repair.source), repair.collection, batch))
                else:
                    store.remove(batch)

    def repair(self, collection: str, source: str) -> Divergence:
        """Make every reachable region equal the source and return what is left to do: regions that are away."""
        first = self.plan(collection, source)
        self.apply(first)
        if any(isinstance(step, Switch) for step in first.steps):
            self.apply(self.plan(collection, source))
        return self.divergence(collection, source)

    def _store(self, region: str) -> VectorStore:
        if region not in self._stores:
            raise ConfigurationInvalidError(f"there is no region {region}: choose one of {', '.join(self._stores)}.")
        return self._stores[region]

    def _everywhere(self, write: Callable[[VectorStore], R]) -> list[R]:
        """Write to every region, the nearest first, and then name those that did not take it.

        A region that finds the request itself wrong ends it, as long as no other has taken it.
        """
        written, failed = list[R](), dict[str, TalktrackError]()
        for region, store in self._stores.items():
            try:
                written.append(write(store))
            except StoreUnavailableError as error:
                failed[region] = error
            except ConfigurationInvalidError as error:
                if not written:
                    raise
                failed[region] = error
        if failed:
            reasons = "; ".join(f"{region}: {error}" for region, error in failed.items())
            due = "the others have it: do it again, or repair." if written else "no region has it: do it again later."
            raise StoreUnavailableError(f"not written to every region, {due} {reasons}")
        return written

    def _anywhere(self, read: Callable[[VectorStore], R]) -> R:
        failed = dict[str, StoreUnavailableError]()
        for region, store in self._stores.items():
            try:
                return read(store)
            except StoreUnavailableError as error:
                failed[region] = error
        reasons = "; ".join(f"{region}: {error}" for region, error in failed.items())
        raise StoreUnavailableError(f"no region answers, try later. {reasons}")


def _begun(store: VectorStore) -> Iterator[Chunk]:
    """Return a scan that has given its first chunk, so that a region that is away is known by now."""
    chunks = store.scan()
    return chain([first for first in [next(chunks, None)] if first], chunks)


def _listed(store: VectorStore, collection: str) -> set[str]:
    """Return the conversations of a live collection."""
    return {chunk.conversation_id for chunk in store.scan()} if store.count(collection) else set()


def _rows(store: VectorStore, collection: str, conversations: Sequence[str]) -> pa.Table:
    """Return rows; those of a collection that does not exist are none."""
    return store.rows(collection, conversations) if store.count(collection) else row_schema({}).empty_table()


def _batches(conversations: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(conversations), CONVERSATIONS_AT_ONCE):
        yield conversations[start : start + CONVERSATIONS_AT_ONCE]


@contextmanager
def _noting(region: str, away: set[str]) -> Iterator[None]:
    try:
        yield
    except StoreUnavailableError:
        away.add(region)

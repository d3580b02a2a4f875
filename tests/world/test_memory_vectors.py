"""The in-memory vector store keeps the same promises as the real ones, and knows its tenants."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from talktrack.core.chunk_rows import chunk_rows
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import LiveIndex, VectorStore
from talktrack.world.memory_vectors import MemoryDatabase, MemoryVectors
from tests.samples import TENANT
from tests.systems.vector_store_contract import COLLECTION, VectorStoreContract, X, chunk, found


def opened_for(tenant: str, database: MemoryDatabase) -> MemoryVectors:
    """Return the store of a tenant that the database knows."""
    store = MemoryVectors(tenant, database)
    store.provision()
    return store


class TestMemoryVectors(VectorStoreContract):
    """A new database."""

    @pytest.fixture
    def opened(self) -> VectorStore:
        """A known tenant's store."""
        return opened_for(TENANT, MemoryDatabase())


def test_tenants_do_not_see_each_other() -> None:
    """Same collection, same chunk id, one database."""
    database = MemoryDatabase()
    first, second = opened_for("acme", database), opened_for("globex", database)
    first.replace(COLLECTION, chunk_rows([chunk("k1", "ours")], 3))
    second.replace(COLLECTION, chunk_rows([chunk("k2", "theirs")], 3))
    second.switch(LiveIndex(COLLECTION, "tiny"))
    second.forget(["c1"], [])

    assert (found(first, X), found(second, X), first.live()) == (["k1"], [], None)


def test_an_unknown_tenant_is_refused() -> None:
    """A misspelt name neither writes nor reads, and is not made known by trying."""
    database = MemoryDatabase()
    stranger = MemoryVectors("acmee", database)

    with pytest.raises(ConfigurationInvalidError, match="acmee"):
        stranger.replace(COLLECTION, chunk_rows([chunk("k1")], 3))
    with pytest.raises(ConfigurationInvalidError, match="acmee"):
        found(stranger, X)
    assert (stranger.count(COLLECTION), list(database.tenants)) == (0, [])


def test_writers_with_overlapping_keys_leave_one_row_per_id() -> None:
    """Eight shards share one conversation and have one of their own."""
    store = opened_for(TENANT, MemoryDatabase())

    def write(shard: int) -> None:
        mine = [chunk("shared", conversation="c"), chunk(f"k{shard}", conversation=f"c{shard}")]
        store.replace(COLLECTION, chunk_rows(mine, 3))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))

    assert sorted(found(store, X, limit=50)) == [*(f"k{shard}" for shard in range(8)), "shared"]

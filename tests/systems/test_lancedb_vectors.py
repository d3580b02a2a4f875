"""LanceDB keeps the vector store's promises, and some of its own."""

from __future__ import annotations

import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from talktrack.core.chunk_rows import SEMANTIC, TEXT, chunk_rows
from talktrack.core.errors import StoreUnavailableError
from talktrack.core.ports import LiveIndex, Query, VectorStore
from talktrack.systems.vectors.lancedb import LanceVectors, open_lance
from tests.samples import TENANT
from tests.systems.vector_store_contract import COLLECTION, VectorStoreContract, X, chunk, found, with_channels


class TestLanceVectors(VectorStoreContract):
    """The embedded store, in a folder."""

    @pytest.fixture
    def opened(self, tmp_path: Path) -> VectorStore:
        """A new tenant's store."""
        return open_lance(str(tmp_path), TENANT)


def test_stale_chunks_leave_in_the_same_commit(tmp_path: Path) -> None:
    """No reader ever sees old and new chunks of a conversation together, since one version has one of them."""
    store = open_lance(str(tmp_path), TENANT)
    store.replace(COLLECTION, chunk_rows([chunk("old")], 3))
    table = store._connection.open_table(COLLECTION)
    before = table.version
    store.replace(COLLECTION, chunk_rows([chunk("new")], 3))
    table.checkout_latest()

    assert table.version == before + 1
    assert [row["id"] for row in table.search().to_list()] == ["new"]


def test_parallel_shards_build_one_text_index(tmp_path: Path) -> None:
    """Who comes second finds it made, and nobody fails."""
    open_lance(str(tmp_path), TENANT).replace(
        COLLECTION, chunk_rows([chunk(f"k{n}", f"word {n}") for n in range(50)], 3)
    )
    stores = [open_lance(str(tmp_path), TENANT) for _ in range(6)]
    with ThreadPoolExecutor(len(stores)) as pool:
        list(pool.map(lambda store: store.index(COLLECTION), stores))

    assert len(stores[0]._connection.open_table(COLLECTION).list_indices()) == 1


def test_parallel_shards_fold_in_what_is_new(tmp_path: Path) -> None:
    """While others write, build and fold as well, nobody fails, and all is found."""
    stores = [open_lance(str(tmp_path), TENANT) for _ in range(6)]

    def publish(shard: int) -> None:
        for part in range(4):
            new = [
                chunk(f"k{shard}-{part}-{n}", f"word{shard} {part}", conversation=f"c{shard}-{part}") for n in range(8)
            ]
            stores[shard].replace(COLLECTION, chunk_rows(new, 3))
            stores[shard].index(COLLECTION)

    with ThreadPoolExecutor(len(stores)) as pool:
        list(pool.map(publish, range(len(stores))))

    assert stores[0].count(COLLECTION) == 6 * 4 * 8
    said = [found(stores[0], X, f"word{shard}", weights={"words": 1.0})[0] for shard in range(6)]
    assert [key[:3] for key in said] == [f"k{shard}-" for shard in range(6)]


def test_parallel_shards_leave_one_chunk_per_id(tmp_path: Path) -> None:
    """Eight shards with their own conversations and the same new collection."""

    def write(shard: int) -> None:
        mine = [chunk(f"k{shard}-{n}", conversation=f"c{shard}") for n in range(3)]
        for _ in range(2):
            open_lance(str(tmp_path), TENANT).replace(COLLECTION, chunk_rows(mine, 3))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    ids = found(open_lance(str(tmp_path), TENANT), [1.0, 0.0, 0.0], limit=100)

    assert sorted(ids) == sorted(f"k{shard}-{n}" for shard in range(8) for n in range(3))


def test_the_live_collection_can_be_streamed(tmp_path: Path) -> None:
    """Exports and drift read all chunks; without an alias there are none."""
    store: LanceVectors = open_lance(str(tmp_path), TENANT)
    store.replace(COLLECTION, chunk_rows([chunk("k1"), chunk("k2")], 3))
    before = list(store.scan())
    store.switch(LiveIndex(COLLECTION, "tiny"))

    assert before == []
    assert sorted(row.id for row in store.scan()) == ["k1", "k2"]


def test_the_stored_row_is_the_public_one_and_two_more(tmp_path: Path) -> None:
    """The encoder and the time as a number are for the store's own filters."""
    store = open_lance(str(tmp_path), TENANT)
    store.replace(COLLECTION, chunk_rows([chunk("k")], 3))
    names = set(store._connection.open_table(COLLECTION).schema.names)

    assert names - set(chunk("k").__struct_fields__) == {"timestamp_epoch_s", "encoder_version"}
    assert set(chunk("k").__struct_fields__) <= names


def test_a_full_disk_is_a_sentence_and_leaves_what_was_there(tmp_path: Path) -> None:
    """Nothing is half written, and the same again works once there is room."""
    store = open_lance(str(tmp_path), TENANT)
    store.replace(COLLECTION, chunk_rows([chunk("k1")], 3))
    more = chunk_rows([chunk(f"k{n}", "word " * 200, conversation=f"c{n}") for n in range(2, 400)], 3)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(StoreUnavailableError, match="no room to write the table: free some space"):
            store.replace(COLLECTION, more)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    before = store.count(COLLECTION)

    assert (before, store.replace(COLLECTION, more), store.count(COLLECTION)) == (1, 398, 399)


def test_damaged_files_are_a_sentence(tmp_path: Path) -> None:
    """It says which folder, and how to make it anew."""
    store = open_lance(str(tmp_path), TENANT)
    store.replace(COLLECTION, chunk_rows([chunk("k1")], 3))
    store.switch(LiveIndex(COLLECTION, "tiny"))
    for file in (tmp_path / TENANT / "vectors").rglob("data/*"):
        file.unlink()

    with pytest.raises(StoreUnavailableError, match="are damaged: move that folder away"):
        found(open_lance(str(tmp_path), TENANT), X)
    with pytest.raises(StoreUnavailableError, match="are damaged"):
        list(open_lance(str(tmp_path), TENANT).scan())


def test_a_collection_takes_new_channels(tmp_path: Path) -> None:
    """What was written before has no vector there, is found by its text, and can move to another collection."""
    store = open_lance(str(tmp_path), TENANT)
    store.replace(COLLECTION, chunk_rows([chunk("old", conversation="c0")], 3))
    store.replace(COLLECTION, with_channels([chunk("new")], [[1.0, 0.0]]))
    query = Query(
        {TEXT: np.array(X, np.float32), SEMANTIC: np.array([1.0, 0.0], np.float32)}, weights={"text": 1, "semantic": 1}
    )
    moved = store.replace("chunks-next", store.rows(COLLECTION, ["c0", "c1"]))

    assert [hit.chunk.id for hit in store.search(COLLECTION, query)] == ["new", "old"]
    assert (moved, store.count("chunks-next")) == (2, 2)


@pytest.mark.slow
def test_writers_of_the_same_keys_leave_one_row_each_round(tmp_path: Path) -> None:
    """Eight at once, fifty rounds, overlapping conversations."""
    stores = [open_lance(str(tmp_path), TENANT) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for round_ in range(50):
            mine = [chunk_rows([chunk(f"k{n}", f"{round_}") for n in range(4)], 3) for _ in stores]
            list(pool.map(lambda pair: pair[0].replace(COLLECTION, pair[1]), zip(stores, mine, strict=True)))

    assert sorted(found(stores[0], X, limit=100)) == [f"k{n}" for n in range(4)]
    assert stores[0].count(COLLECTION) == 4

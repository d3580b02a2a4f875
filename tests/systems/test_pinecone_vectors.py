"""Pinecone keeps the vector store's promises through its own client, and some of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest

from talktrack.core.chunk_rows import SEMANTIC, TEXT, chunk_rows, rows_of
from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError
from talktrack.core.ports import LiveIndex, Query, VectorStore
from talktrack.systems.storage import open_store
from talktrack.systems.vectors.pinecone.index import KEY, PAUSES_S
from talktrack.systems.vectors.pinecone.namespaces import namespace_of, tenant_prefix
from talktrack.systems.vectors.pinecone.store import PineconeVectors, open_pinecone
from talktrack.world.json_service import Fault
from talktrack.world.loopback import LOST
from talktrack.world.pinecone.api import PineconeApi
from tests.samples import TENANT
from tests.systems.vector_store_contract import COLLECTION, VectorStoreContract, X, Y, chunk, found, with_channels

Open = Callable[[str], PineconeVectors]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[PineconeApi]:
    """An empty index for vectors of three numbers."""
    monkeypatch.setenv(KEY, "a-key")
    with PineconeApi(dimension=3, key="a-key") as running:
        yield running


@pytest.fixture
def pauses() -> list[float]:
    """What was waited, instead of waiting."""
    return []


@pytest.fixture
def tenant_store(api: PineconeApi, tmp_path: Path, pauses: list[float]) -> Open:
    """Open the store of a tenant, which may be unknown."""
    return lambda tenant: open_pinecone(api.url, tenant, open_store(str(tmp_path / tenant)), pauses.append)


@pytest.fixture
def store(tenant_store: Open) -> PineconeVectors:
    """The store of a known tenant."""
    opened = tenant_store(TENANT)
    opened.provision()
    return opened


class TestPineconeVectors(VectorStoreContract):
    """The hosted store, as its stand-in on loopback."""

    @pytest.fixture
    def opened(self, store: PineconeVectors) -> VectorStore:
        """A new tenant's store."""
        return store


def undisturbed(api: PineconeApi, ids: list[str]) -> bool:
    """Say whether the collection holds exactly these ids in every channel."""
    names = [name for name in api.names() if name != tenant_prefix(TENANT)]
    return all(api.ids(name) == ids for name in names)


def test_tenants_do_not_see_each_other(tenant_store: Open) -> None:
    """Same index, collection and chunk id; not by reading, counting, forgetting or dropping."""
    first, second = tenant_store("acme"), tenant_store("acme-eu")
    for opened, text in ((first, "ours"), (second, "theirs")):
        opened.provision()
        opened.replace(COLLECTION, chunk_rows([chunk("k1", text)], 3))
        opened.switch(LiveIndex(COLLECTION, "tiny"))
    before = [next(opened.scan()).text for opened in (first, second)]
    second.forget(["c1"], [])
    second.drop(COLLECTION)

    assert (before, found(first, X), first.count(COLLECTION)) == (["ours", "theirs"], ["k1"], 1)


@pytest.mark.parametrize("other", ["acme:", "acme~3A", "acme:chunks", "acme%", "ac", "äcme", "acme/"])
def test_no_tenant_is_spelled_into_the_namespaces_of_another(other: str) -> None:
    """Neither is the beginning of the other's, whatever their names hold."""
    mine, theirs = tenant_prefix("acme"), tenant_prefix(other)

    assert not mine.startswith(theirs)
    assert not theirs.startswith(mine)
    assert namespace_of("a", "b:c", TEXT) != namespace_of("a:b", "c", TEXT)


def test_an_unknown_tenant_is_refused(api: PineconeApi, tenant_store: Open) -> None:
    """A misspelt name neither writes nor reads, and leaves nothing behind."""
    stranger = tenant_store("acmee")

    with pytest.raises(ConfigurationInvalidError, match="acmee"):
        stranger.replace(COLLECTION, chunk_rows([chunk("k1")], 3))
    with pytest.raises(ConfigurationInvalidError, match="acmee"):
        found(stranger, X)
    assert (stranger.count(COLLECTION), stranger.forget(["c1"], []), api.names()) == (0, 0, [])


def test_a_tenant_stays_known_to_a_new_process(store: PineconeVectors, tenant_store: Open) -> None:
    """Even one that has no chunks; provisioning again is fine."""
    store.provision()

    assert found(tenant_store(TENANT), X) == []


def test_a_text_vector_must_fit_the_index(api: PineconeApi, store: PineconeVectors) -> None:
    """Nothing is written otherwise, not even a namespace."""
    with pytest.raises(ConfigurationInvalidError, match="length 3, text vectors have length 2"):
        store.replace(COLLECTION, chunk_rows([chunk("k1", embedding=[1.0, 0.0])], 2))
    with pytest.raises(ConfigurationInvalidError, match="semantic vectors have length 4"):
        store.replace(COLLECTION, with_channels([chunk("k1")], [[1.0, 0.0, 0.0, 0.0]]))

    assert api.names() == [tenant_prefix(TENANT)]


def test_another_channel_keeps_its_length(store: PineconeVectors) -> None:
    """A shorter vector would fit after padding, but it is another encoder's."""
    store.replace(COLLECTION, with_channels([chunk("k1")], [[0.0, 1.0]]))

    with pytest.raises(ConfigurationInvalidError, match="semantic vectors of length 2, not 1"):
        store.replace(COLLECTION, with_channels([chunk("k2")], [[1.0]]))
    assert store.count(COLLECTION) == 1


def test_every_value_comes_back_exactly(store: PineconeVectors) -> None:
    """Whole numbers, fractions, a moment to the microsecond, all signs, and vectors bit by bit."""
    given = msgspec.structs.replace(
        chunk("k1", "a\n'quoted' \"ü😀\""),
        position=2**40,
        start_s=0.1,
        end_s=1 / 3,
        industry="Retail",
        started_at=datetime(2241, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    )
    text = np.array([[0.1, 1 / 3, np.nextafter(np.float32(0.7), np.float32(1))]], dtype=np.float32)
    rows = rows_of([given], {TEXT: text, SEMANTIC: np.array([[1e-30, -0.3]], dtype=np.float32)})
    store.replace(COLLECTION, rows)

    assert store.rows(COLLECTION, ["c1"]).equals(rows)


def test_what_pinecone_cannot_hold_is_refused_before_anything_is_written(
    api: PineconeApi, store: PineconeVectors
) -> None:
    """Too much text, an id that is not ASCII, a vector of zeros; good chunks beside them wait too."""
    cases = {
        "more than 40000 bytes": chunk("k2", "long" * 10_001),
        "ASCII": chunk("ü"),
        "k2 has a text vector of zeros": chunk("k2", embedding=[0.0, 0.0, 0.0]),
    }
    for message, broken in cases.items():
        with pytest.raises(ConfigurationInvalidError, match=message):
            store.replace(COLLECTION, chunk_rows([chunk("k1"), broken], 3))

    assert api.names() == [tenant_prefix(TENANT)]


def test_requests_stay_below_the_limits(api: PineconeApi, store: PineconeVectors) -> None:
    """By number and by size; the stand-in refuses larger ones."""
    many = [chunk(f"k{number:04}") for number in range(1001)]
    large = [chunk(f"l{number:04}", "x" * 39_000, conversation="c2") for number in range(60)]
    written = store.replace(COLLECTION, chunk_rows([*many, *large], 3))

    assert (written, store.count(COLLECTION)) == (1061, 1061)
    assert api.calls.count("POST vectors/upsert") == 3
    assert len(found(store, X, limit=150)) == 150


def test_all_pages_are_read(store: PineconeVectors) -> None:
    """Scan, rows and forget go beyond the hundred that one answer gives."""
    token = "[PERSON:k3f2qa]"
    store.replace(COLLECTION, chunk_rows([chunk(f"k{number:03}", f"about {token}") for number in range(250)], 3))
    store.switch(LiveIndex(COLLECTION, "tiny"))

    assert len({row.id for row in store.scan()}) == 250
    assert store.rows(COLLECTION, ["c1"]).num_rows == 250
    assert (store.forget([], [token]), store.count(COLLECTION)) == (250, 0)


def test_a_channel_without_text_is_not_found(api: PineconeApi, store: PineconeVectors) -> None:
    """A writer that was killed before the text leaves nothing that a search shows, and writing again mends it."""
    rows = with_channels([chunk("k1")], [[0.0, 1.0]])
    semantic = Query({SEMANTIC: np.array([0.0, 1.0], np.float32)}, weights={SEMANTIC: 1.0})
    api.plant(Fault(400, "POST vectors/upsert", spared=1))
    with pytest.raises(ConfigurationInvalidError, match="400"):
        store.replace(COLLECTION, rows)
    before = store.search(COLLECTION, semantic)
    store.replace(COLLECTION, rows)

    assert (before, [hit.chunk.id for hit in store.search(COLLECTION, semantic)]) == ([], ["k1"])


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, "POST vectors/upsert", times=3),
        Fault(503, "POST vectors/upsert", times=3),
        Fault(504, "POST vectors/upsert", times=3, applied=True),
        Fault(504, "POST vectors/delete", times=3, applied=True),
        Fault(LOST, "POST vectors/upsert", applied=True),
        Fault(503, "POST query", times=3),
    ],
    ids=lambda fault: f"{fault.call.split('/')[-1]}-{fault.status}",
)
def test_what_passes_is_tried_again(api: PineconeApi, store: PineconeVectors, fault: Fault) -> None:
    """The caller notices nothing, and there is one record per id."""
    store.replace(COLLECTION, with_channels([chunk("old"), chunk("k1")], [[0.0, 1.0], [1.0, 0.0]]))
    api.plant(fault)
    store.replace(COLLECTION, with_channels([chunk("k1"), chunk("k2", embedding=Y)], [[0.0, 1.0], [1.0, 0.0]]))

    assert found(store, X) == ["k1", "k2"]
    assert undisturbed(api, ["k1", "k2"])


def test_trying_again_ends(api: PineconeApi, store: PineconeVectors, pauses: list[float]) -> None:
    """After all pauses the error says what to do."""
    api.plant(Fault(503, "POST vectors/upsert", times=1000))

    with pytest.raises(StoreUnavailableError, match="503"):
        store.replace(COLLECTION, chunk_rows([chunk("k1")], 3))
    assert pauses == list(PAUSES_S)


@pytest.mark.parametrize("call", ["POST vectors/upsert", "POST vectors/delete", "POST namespaces"])
@pytest.mark.parametrize("applied", [False, True])
def test_work_that_failed_halfway_is_finished_by_doing_it_again(
    api: PineconeApi, store: PineconeVectors, call: str, *, applied: bool
) -> None:
    """Some requests of a replacement went through, then Pinecone stopped answering."""
    store.replace(COLLECTION, chunk_rows([chunk("k1"), chunk("k2")], 3))
    rows = with_channels([chunk("k1"), chunk("k3")], [[0.0, 1.0], [1.0, 0.0]])
    outage = Fault(402, call, spared=0 if call == "POST namespaces" else 1, applied=applied)
    api.plant(outage)
    with pytest.raises(StoreUnavailableError, match="402"):
        store.replace(COLLECTION, rows)
    store.replace(COLLECTION, rows)

    assert sorted(found(store, X)) == ["k1", "k3"]
    assert undisturbed(api, ["k1", "k3"])


def test_a_wrong_key_is_said(api: PineconeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a missing one, before anything is asked."""
    monkeypatch.setenv(KEY, "another")
    refused = open_pinecone(api.url, TENANT, open_store(str(tmp_path)))
    with pytest.raises(StoreUnavailableError, match="401"):
        refused.provision()
    monkeypatch.delenv(KEY)

    with pytest.raises(ConfigurationInvalidError, match=KEY):
        open_pinecone(api.url, TENANT, open_store(str(tmp_path)))


def test_writers_with_overlapping_keys_leave_one_record_per_id(api: PineconeApi, tenant_store: Open) -> None:
    """Eight processes share one conversation and have one of their own; Pinecone throttles some of them."""
    tenant_store(TENANT).provision()
    api.plant(Fault(429, "POST vectors", times=5, spared=3))

    def write(shard: int) -> None:
        mine = [chunk("shared", conversation="c"), chunk(f"k{shard}", conversation=f"c{shard}")]
        for _ in range(2):
            tenant_store(TENANT).replace(COLLECTION, chunk_rows(mine, 3))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    wanted = [*(f"k{shard}" for shard in range(8)), "shared"]

    assert sorted(found(tenant_store(TENANT), X, limit=50)) == wanted
    assert undisturbed(api, wanted)


def test_a_channel_may_come_to_know_nothing(api: PineconeApi, store: PineconeVectors) -> None:
    """Its record leaves, and the row comes back with zeros."""
    store.replace(COLLECTION, with_channels([chunk("k1"), chunk("k2")], [[0.0, 1.0], [1.0, 0.0]]))
    rows = with_channels([chunk("k1"), chunk("k2")], [[0.0, 0.0], [0.0, 0.0]])
    store.replace(COLLECTION, rows)

    assert api.ids(namespace_of(TENANT, COLLECTION, SEMANTIC)) == []
    assert store.rows(COLLECTION, ["c1"]).equals(rows)


def test_a_dropped_collection_is_gone(api: PineconeApi, store: PineconeVectors) -> None:
    """With all its channels; the same store may write it anew."""
    store.replace(COLLECTION, with_channels([chunk("k1")], [[0.0, 1.0]]))
    store.drop(COLLECTION)
    store.drop(COLLECTION)
    names = api.names()
    store.replace(COLLECTION, chunk_rows([chunk("k2")], 3))

    assert (names, found(store, X)) == ([tenant_prefix(TENANT)], ["k2"])

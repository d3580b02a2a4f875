"""Weaviate keeps the vector store's promises over the wire, and some of its own."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest

from talktrack.core.chunk_rows import TEXT, chunk_rows
from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError
from talktrack.core.ports import LiveIndex, Query, VectorStore
from talktrack.core.records import Chunk
from talktrack.systems.storage import open_store
from talktrack.systems.vectors.weaviate.access import Address, Patience
from talktrack.systems.vectors.weaviate.objects import class_name
from talktrack.systems.vectors.weaviate.store import WeaviateVectors, open_weaviate
from talktrack.world.weaviate.api import WeaviateApi
from talktrack.world.weaviate.database import Fault
from tests.samples import TENANT
from tests.systems.vector_store_contract import COLLECTION, VectorStoreContract, X, chunk, found

QUICK = Patience(first_pause_s=0.002, sleep=lambda _: None)
LATE = Fault("DEADLINE_EXCEEDED", status=503, applied=True)
FULL = Fault("RESOURCE_EXHAUSTED", status=429)
AWAY = Fault("UNAVAILABLE", status=503)


@pytest.fixture
def server() -> Iterator[WeaviateApi]:
    """A fresh server."""
    with WeaviateApi() as running:
        yield running


def store_of(server: WeaviateApi, tenant: str, aliases: Path, patience: Patience = QUICK) -> WeaviateVectors:
    """Return a tenant's store that does not wait."""
    return open_weaviate(server.url, tenant, open_store(str(aliases / tenant)), patience)


def known(server: WeaviateApi, tenant: str, aliases: Path) -> WeaviateVectors:
    """Return the store of a tenant that is known."""
    store = store_of(server, tenant, aliases)
    store.provision()
    return store


def ids(store: WeaviateVectors, *conversations: str) -> list[str]:
    """Return the ids of all rows of conversations, sorted; one twice if it is there twice."""
    return sorted(map(str, store.rows(COLLECTION, conversations or ["c1"]).column("id").to_pylist()))


def some(count: int, conversation: str = "c1") -> list[Chunk]:
    """Return a conversation's chunks."""
    return [chunk(f"{conversation}-{number:03}", conversation=conversation) for number in range(count)]


class TestWeaviateVectors(VectorStoreContract):
    """A tenant of a server that many tenants share."""

    @pytest.fixture
    def opened(self, server: WeaviateApi, tmp_path: Path) -> VectorStore:
        """A new tenant's store."""
        return known(server, TENANT, tmp_path)


def test_a_tenant_that_nobody_made_known_is_refused(server: WeaviateApi, tmp_path: Path) -> None:
    """Neither writing nor searching makes a misspelt name a new tenant."""
    known(server, TENANT, tmp_path).replace(COLLECTION, chunk_rows([chunk("k1")], 3))
    misspelt = store_of(server, "acmee", tmp_path)

    with pytest.raises(ConfigurationInvalidError, match="knows no tenant acmee"):
        misspelt.replace(COLLECTION, chunk_rows([chunk("k2")], 3))
    with pytest.raises(ConfigurationInvalidError, match="knows no tenant acmee"):
        found(misspelt, X)
    assert [list(one.tenants) for one in server.database.collections.values()] == [[TENANT], [TENANT]]
    assert misspelt.count(COLLECTION) == 0


def test_a_tenant_stays_known_to_later_processes(server: WeaviateApi, tmp_path: Path) -> None:
    """Making it known again is fine, and a collection that comes later takes it in."""
    known(server, TENANT, tmp_path).provision()
    later = store_of(server, TENANT, tmp_path)
    later.replace(COLLECTION, chunk_rows([chunk("k1")], 3))

    assert found(store_of(server, TENANT, tmp_path), X) == ["k1"]


def test_tenants_do_not_see_each_other(server: WeaviateApi, tmp_path: Path) -> None:
    """The same ids in the same collection are two rows; what one takes away stays with the other."""
    ours, theirs = known(server, TENANT, tmp_path), known(server, "globex", tmp_path)
    ours.replace(COLLECTION, chunk_rows([chunk("k1", "ours"), chunk("k2")], 3))
    theirs.replace(COLLECTION, chunk_rows([chunk("k1", "theirs [PERSON:k3f2qa]")], 3))
    texts = [{hit["text"] for hit in store.rows(COLLECTION, ["c1"]).to_pylist()} for store in (ours, theirs)]
    ours.replace(COLLECTION, chunk_rows([chunk("k2")], 3))
    gone = ours.forget(["c1"], ["[PERSON:k3f2qa]"])
    ours.drop(COLLECTION)

    assert texts == [{"k2", "ours"}, {"theirs [PERSON:k3f2qa]"}]
    assert (gone, ours.count(COLLECTION), found(theirs, X, "theirs")) == (1, 0, ["k1"])


@pytest.mark.parametrize("fault", [Fault(objects=2), Fault(objects=5), FULL, AWAY, LATE])
def test_a_batch_that_fails_once_ends_in_one_row_per_id(server: WeaviateApi, tmp_path: Path, fault: Fault) -> None:
    """Single objects inside a reply that is a success, a busy server, and one whose answer comes too late."""
    store = known(server, TENANT, tmp_path)
    store.replace(COLLECTION, chunk_rows(some(1), 3))
    server.plant("BatchObjects", fault, fault)
    store.replace(COLLECTION, chunk_rows(some(5), 3))

    assert ids(store) == [one.id for one in some(5)]
    assert store.count(COLLECTION) == 5


@pytest.mark.parametrize("fault", [FULL, AWAY, LATE])
def test_any_call_may_fail_once(server: WeaviateApi, tmp_path: Path, fault: Fault) -> None:
    """Also the calls that make collections and tenants, of which the first may have taken effect."""
    path = f"/v1/schema/{class_name(COLLECTION)}"
    calls = ("GET /v1/meta", "POST /v1/schema", f"GET {path}", f"POST {path}/tenants", f"DELETE {path}/tenants")
    for call in (*calls, "GET /v1/schema", "TenantsGet", "BatchObjects", "BatchDelete", "Search", "Aggregate"):
        server.plant(call, fault)
    store = known(server, TENANT, tmp_path)
    store.replace(COLLECTION, chunk_rows([chunk("k1"), chunk("k2")], 3))
    store.replace(COLLECTION, chunk_rows([chunk("k1"), chunk("k3")], 3))
    before = (ids(store), store.count(COLLECTION), store.forget(["c1"], []))
    store.drop(COLLECTION)

    assert before == (["k1", "k3"], 2, 2)
    assert not any(server.database.faults.values())


def test_a_server_that_stays_busy_is_given_up(server: WeaviateApi, tmp_path: Path) -> None:
    """After pauses that double; later the same call finds nothing half done."""
    pauses: list[float] = []
    known(server, TENANT, tmp_path)
    store = store_of(server, TENANT, tmp_path, Patience(tries=4, first_pause_s=0.5, sleep=pauses.append))
    store.replace(COLLECTION, chunk_rows([chunk("k1"), chunk("k2")], 3))
    server.plant("BatchObjects", *[FULL] * 4)

    with pytest.raises(StoreUnavailableError, match="this call was made to fail"):
        store.replace(COLLECTION, chunk_rows([chunk("k1"), chunk("k3")], 3))
    assert (pauses, ids(store)) == ([0.5, 1.0, 2.0], ["k1", "k2"])
    assert store.replace(COLLECTION, chunk_rows([chunk("k1"), chunk("k3")], 3)) == 2
    assert ids(store) == ["k1", "k3"]


def test_nothing_goes_before_everything_new_is_there(server: WeaviateApi, tmp_path: Path) -> None:
    """One object that is never stored keeps the older cut in place, and the error says how many were not."""
    store = known(server, TENANT, tmp_path)
    store.replace(COLLECTION, chunk_rows(some(4), 3))
    server.plant("BatchObjects", *[Fault(objects=1)] * QUICK.tries)

    with pytest.raises(StoreUnavailableError, match="none of 1 objects was stored"):
        store.replace(COLLECTION, chunk_rows([chunk("new-1"), chunk("new-2")], 3))
    assert ids(store) == [*(one.id for one in some(4)), "new-2"]


def test_a_failing_batch_leaves_no_text_in_the_log(
    server: WeaviateApi, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The client's own error line quotes the objects."""
    caplog.set_level(logging.DEBUG)
    store = known(server, TENANT, tmp_path)
    rows = chunk_rows([chunk("k1", "secret"), chunk("k2", "secret")], 3)
    store.replace(COLLECTION, rows)
    server.plant("BatchObjects", Fault(objects=1))
    store.replace(COLLECTION, rows)

    assert "secret" not in caplog.text


def test_parallel_writers_with_overlapping_keys_leave_one_row_per_id(server: WeaviateApi, tmp_path: Path) -> None:
    """Eight processes, each with two conversations of which its neighbour writes one too, while calls fail."""
    known(server, TENANT, tmp_path)
    patient = Patience(tries=20, first_pause_s=0.002, sleep=lambda _: None)

    def write(number: int) -> None:
        store = store_of(server, TENANT, tmp_path, patient)
        names = [f"c{number}", f"c{(number + 1) % 8}"]
        for _ in range(3):
            store.replace(COLLECTION, chunk_rows([one for name in names for one in some(3, name)], 3))

    server.plant("BatchObjects", *[Fault(objects=2), FULL, LATE, Fault(objects=6)] * 3)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    store = store_of(server, TENANT, tmp_path)
    names = [f"c{number}" for number in range(8)]

    assert ids(store, *names) == sorted(one.id for name in names for one in some(3, name))
    assert store.count(COLLECTION) == 24


def test_more_than_a_page_comes_back(server: WeaviateApi, tmp_path: Path) -> None:
    """Reading goes page by page, and deleting part by part."""
    store = known(server, TENANT, tmp_path)
    store.replace(COLLECTION, chunk_rows(some(520), 3))
    store.switch(LiveIndex(COLLECTION, "tiny"))
    expected = [one.id for one in some(520)]

    assert (ids(store), sorted(one.id for one in store.scan())) == (expected, expected)
    assert store.replace(COLLECTION, chunk_rows(some(1), 3)) == store.count(COLLECTION) == 1


def test_a_conversation_that_no_query_could_show_whole_is_refused(server: WeaviateApi, tmp_path: Path) -> None:
    """Its stale chunks could hide behind the server's limit."""
    rows = chunk_rows([msgspec.structs.replace(chunk(f"k{number}")) for number in range(5001)], 3)

    with pytest.raises(ConfigurationInvalidError, match="c1 has 5001 chunks, more than 5000"):
        known(server, TENANT, tmp_path).replace(COLLECTION, rows)


def test_times_come_back_to_the_microsecond(server: WeaviateApi, tmp_path: Path) -> None:
    """And numbers whole, absent ones included."""
    given = msgspec.structs.replace(
        chunk("k1"), started_at=datetime(2038, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), start_s=0.1, industry=""
    )
    store = known(server, TENANT, tmp_path)
    store.replace(COLLECTION, chunk_rows([given, msgspec.structs.replace(chunk("k2"), started_at=None)], 3))
    store.switch(LiveIndex(COLLECTION, "tiny"))

    assert sorted(store.scan(), key=lambda one: one.id) == [
        given,
        msgspec.structs.replace(chunk("k2"), started_at=None),
    ]


def test_only_the_token_itself_is_forgotten(server: WeaviateApi, tmp_path: Path) -> None:
    """The server's filter knows words only: the same ones in another form stay."""
    store = known(server, TENANT, tmp_path)
    texts = ["hi [PERSON:k3f2qa]", "person k3f2qa", "[PERSON:k3f2qab]", "[K3F2QA:person]", "x[PERSON:k3f2qa]y"]
    store.replace(COLLECTION, chunk_rows([chunk(f"k{number}", text) for number, text in enumerate(texts)], 3))

    assert (store.forget([], ["[PERSON:k3f2qa]"]), ids(store)) == (2, ["k1", "k2", "k3"])


def test_what_half_a_drop_left_is_invisible_and_can_be_forgotten(server: WeaviateApi, tmp_path: Path) -> None:
    """The registry forgets a collection first."""
    store = known(server, TENANT, tmp_path)
    store.replace(COLLECTION, chunk_rows([chunk("k1")], 3))
    server.plant(f"DELETE /v1/schema/{class_name(COLLECTION)}/tenants", *[AWAY] * QUICK.tries)

    with pytest.raises(StoreUnavailableError):
        store.drop(COLLECTION)
    assert (store.count(COLLECTION), found(store, X), ids(store)) == (0, [], [])
    assert store.forget(["c1"], []) == 1


@pytest.mark.parametrize("value", ["no", "The", "a AND b", "*", '"}]', "it's", "ü😀"])
def test_any_value_can_be_filtered(server: WeaviateApi, tmp_path: Path, value: str) -> None:
    """Words that a search passes over, and what looks like syntax, too."""
    store = known(server, TENANT, tmp_path)
    store.replace(COLLECTION, chunk_rows([msgspec.structs.replace(chunk("k1"), stage=value), chunk("k2")], 3))

    assert found(store, X, where={"stage": [value, ""]}) == ["k1"]


def test_a_filter_without_a_value_finds_nothing(server: WeaviateApi, tmp_path: Path) -> None:
    """As an empty list of allowed values says; a column that is no whole value is refused."""
    store = known(server, TENANT, tmp_path)
    store.replace(COLLECTION, chunk_rows([chunk("k1")], 3))

    assert (found(store, X, where={"stage": []}), found(store, X, where={"stage": [" "]})) == ([], [])
    with pytest.raises(ConfigurationInvalidError, match="text cannot be filtered"):
        found(store, X, where={"text": ["k1"]})


def test_the_key_of_the_environment_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the server refuses, and the error is not taken for one that passes."""
    with WeaviateApi(key="k-123") as server:
        with pytest.raises(StoreUnavailableError, match="invalid api key"):
            known(server, TENANT, tmp_path)
        monkeypatch.setenv("WEAVIATE_API_KEY", "k-123")
        store = known(server, TENANT, tmp_path)
        store.replace(COLLECTION, chunk_rows([chunk("k1")], 3))

        assert ids(store) == ["k1"]


def test_a_server_that_is_gone_is_unavailable(tmp_path: Path) -> None:
    """The error names the host."""
    with WeaviateApi() as server:
        pass

    with pytest.raises(StoreUnavailableError, match=r"Weaviate at 127\.0\.0\.1 fails"):
        known(server, TENANT, tmp_path)


def test_opening_calls_nobody_and_leaving_closes(server: WeaviateApi, tmp_path: Path) -> None:
    """The connection goes with the store, without a warning."""
    store = store_of(server, TENANT, tmp_path)
    before = list(server.database.calls)
    store.provision()
    client = store._access._client
    del store
    gc.collect()

    assert before == []
    assert client is not None
    assert not client.is_connected()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://one:8080?grpc=two:50052", Address(("one", 8080), ("two", 50052), secure=False)),
        ("https://one?grpc=two", Address(("one", 443), ("two", 50051), secure=True)),
        ("http://one/", Address(("one", 80), ("one", 50051), secure=False)),
    ],
)
def test_an_address_names_both_ports(url: str, address: Address) -> None:
    """What is not said has a default."""
    assert Address.of(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "one:8080",
        "ftp://one",
        "http://",
        "http://one:x",
        "http://one/path",
        "http://one?rest=two",
        "http://u:p@one",
    ],
)
def test_another_address_is_refused(url: str) -> None:
    """A key in the address, where logs would show it, too."""
    with pytest.raises(ConfigurationInvalidError, match="names no Weaviate server"):
        Address.of(url)


def test_no_two_collections_share_a_name() -> None:
    """Not even where the server takes letters that differ in case only for the same."""
    names = [class_name(name) for name in ("chunks-a-3", "chunks_a-3", "chunks-A-3", "chunksa3", "chünks-a-3")]

    assert len({name.lower() for name in names}) == len(names)
    assert names[0] == "Talktrack_chunks_2da_2d3"
    with pytest.raises(ConfigurationInvalidError, match="too long"):
        class_name("a" * 250)


def test_collections_of_others_are_left_alone(server: WeaviateApi, tmp_path: Path) -> None:
    """A server may have more than what is ours."""
    tenancy = {"enabled": True}
    foreign = server.database.create({"class": "Library", "multiTenancyConfig": tenancy, "properties": []})
    foreign.add_tenants([{"name": TENANT}])
    store = known(server, TENANT, tmp_path)
    store.replace(COLLECTION, chunk_rows([chunk("k1")], 3))

    assert store.forget(["c1"], []) == 1
    assert list(server.database.collections) == ["Library", "TalktrackRegistry", class_name(COLLECTION)]


def test_a_search_brings_the_best_only(server: WeaviateApi, tmp_path: Path) -> None:
    """Rankings come as ids, so that no more chunks travel than are asked for."""
    store = known(server, TENANT, tmp_path)
    store.replace(COLLECTION, chunk_rows(some(9), 3))
    hits = store.search(COLLECTION, Query({TEXT: np.asarray(X, dtype=np.float32)}, limit=2))

    assert len(hits) == 2
    assert hits[0].chunk.embedding == X

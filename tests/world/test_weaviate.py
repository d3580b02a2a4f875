"""The stand-in for Weaviate refuses what the server refuses, as the vendor's own client sees it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
import weaviate
from weaviate.classes.config import Configure, DataType, Property, StopwordsPreset, Tokenization
from weaviate.classes.data import DataObject
from weaviate.classes.query import Filter
from weaviate.connect import ConnectionParams
from weaviate.exceptions import (
    UnexpectedStatusCodeError,
    WeaviateBatchError,
    WeaviateInsertManyAllFailedError,
    WeaviateQueryError,
)

from talktrack.world.weaviate.api import WeaviateApi
from talktrack.world.weaviate.database import Fault

NAME = "Notes"
X, Y = [1.0, 0.0], [0.0, 1.0]


@pytest.fixture
def server() -> Iterator[WeaviateApi]:
    """A fresh server."""
    with WeaviateApi() as running:
        yield running


@pytest.fixture
def client(server: WeaviateApi) -> Iterator[weaviate.WeaviateClient]:
    """The vendor's client, with its own checks but the one that asks the package index."""
    params = ConnectionParams.from_url(server.url.partition("?")[0], server.grpc_port)
    with weaviate.WeaviateClient(params, skip_init_checks=True) as connected:
        yield connected


@pytest.fixture
def notes(client: weaviate.WeaviateClient) -> Any:
    """A tenant's part of a collection with a word property, a whole value, a number and two vectors."""
    made = client.collections.create(
        NAME,
        properties=[
            Property(name="text", data_type=DataType.TEXT),
            Property(name="stage", data_type=DataType.TEXT, tokenization=Tokenization.FIELD, index_searchable=False),
            Property(name="at", data_type=DataType.NUMBER, index_range_filters=True),
            Property(name="day", data_type=DataType.DATE, index_filterable=False),
        ],
        vector_config=[Configure.Vectors.self_provided(name=name) for name in ("one", "two")],
        multi_tenancy_config=Configure.multi_tenancy(enabled=True),
    )
    made.tenants.create(["acme", "globex"])
    return made.with_tenant("acme")


def note(number: int, vector: list[float] | None = None, **properties: Any) -> DataObject[Any, Any]:
    """Return an object with a small id."""
    return DataObject(uuid=UUID(int=number), properties=properties, vector={"one": vector or X})


def numbers(found: Any) -> list[int]:
    """Return the ids of what was found, as small numbers."""
    return [one.uuid.int for one in found.objects]


def test_what_is_written_comes_back(notes: Any) -> None:
    """Absent values are null, and only the vectors that were asked for come along."""
    notes.data.insert_many([note(1, text="a b", at=1.5, stage="x y")])
    found = notes.query.fetch_objects(include_vector=["one"]).objects[0]

    assert found.properties == {"text": "a b", "stage": "x y", "at": 1.5, "day": None}
    assert (found.uuid.int, found.vector) == (1, {"one": X})


def test_a_batch_is_an_upsert(notes: Any) -> None:
    """The whole object is replaced."""
    notes.data.insert_many([note(1, text="old", at=1.0)])
    notes.data.insert_many([note(1, text="new")])
    found = notes.query.fetch_objects().objects

    assert [one.properties["text"] for one in found] == ["new"]
    assert found[0].properties["at"] is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (note(2, other="x"), "no such prop with name 'other' found in class 'Notes'"),
        (note(2, text=1.0), "invalid text property 'text'"),
        (note(2, at="x"), "invalid number property 'at'"),
        (note(2, day="2026-01-01T00:00:00"), "invalid date property 'day'"),
        (note(2, [1.0, 0.0, 0.0]), "new node has a vector with length 3. Existing nodes have vectors with length 2"),
        (DataObject(uuid=UUID(int=2), properties={}, vector={"three": X}), "does not have configuration for vector"),
    ],
)
def test_a_wrong_object_fails_inside_a_success(notes: Any, wrong: DataObject[Any, Any], message: str) -> None:
    """The others of its batch are stored."""
    errors = notes.data.insert_many([note(1), wrong]).errors

    assert list(errors) == [1]
    assert message in errors[1].message
    assert numbers(notes.query.fetch_objects()) == [1]


def test_an_unknown_tenant_is_not_made(client: weaviate.WeaviateClient, notes: Any) -> None:
    """Neither by writing nor by reading; a call without a tenant is refused too."""
    others = client.collections.use(NAME).with_tenant("initech")

    with pytest.raises(WeaviateInsertManyAllFailedError, match='tenant not found: "initech"'):
        others.data.insert_many([note(1)])
    with pytest.raises(WeaviateQueryError, match='tenant not found: "initech"'):
        others.query.fetch_objects()
    with pytest.raises(WeaviateQueryError, match="multi-tenancy enabled, but request was without tenant"):
        client.collections.use(NAME).query.fetch_objects()
    assert list(client.collections.use(NAME).tenants.get_by_names(["acme", "initech"])) == ["acme"]


def test_tenants_are_apart(client: weaviate.WeaviateClient, notes: Any) -> None:
    """A tenant that is added again keeps what it has, and one that is removed takes it along."""
    notes.data.insert_many([note(1)])
    client.collections.use(NAME).tenants.create(["acme"])
    other = client.collections.use(NAME).with_tenant("globex")
    before = (notes.aggregate.over_all().total_count, other.aggregate.over_all().total_count)
    client.collections.use(NAME).tenants.remove(["acme"])
    client.collections.use(NAME).tenants.create(["acme"])

    assert (before, notes.aggregate.over_all().total_count) == ((1, 0), 0)


def test_the_nearest_by_angle_comes_first(notes: Any) -> None:
    """Of the objects that have the target vector."""
    notes.data.insert_many([note(1, [3.0, 0.1]), note(2, [0.5, 0.5]), note(3, Y)])
    found = notes.query.near_vector([1.0, 0.0], target_vector="one", limit=2)

    assert numbers(found) == [1, 2]
    assert numbers(notes.query.near_vector([1.0, 0.0], target_vector="two")) == []
    with pytest.raises(WeaviateQueryError, match="vector lengths don't match: 2 vs 3"):
        notes.query.near_vector([1.0, 0.0, 0.0], target_vector="one")
    with pytest.raises(WeaviateQueryError, match="does not have named vector three"):
        notes.query.near_vector([1.0, 0.0], target_vector="three")


def test_rare_words_and_short_texts_count_more(notes: Any) -> None:
    """BM25; English stop words are passed over."""
    texts = ["the price of a seat", "the audit", "a price, and the price of the audit of all the seats"]
    notes.data.insert_many([note(number, text=text) for number, text in enumerate(texts, start=1)])

    assert numbers(notes.query.bm25("AUDIT", query_properties=["text"])) == [2, 3]
    assert numbers(notes.query.bm25("the", query_properties=["text"])) == []


def test_filters_choose_before_the_limit(notes: Any) -> None:
    """By whole values, by words, by bounds and by ids."""
    notes.data.insert_many([note(1, stage="won", at=1.0, text="no price"), note(2, Y, stage="lost", at=2.0)])
    stage, at, text = (Filter.by_property(name) for name in ("stage", "at", "text"))
    wanted = (
        stage.contains_any(["lost", "open"]),
        at.greater_or_equal(2.0) & at.less_than(3.0),
        Filter.by_id().contains_any([UUID(int=2)]),
    )

    assert [numbers(notes.query.near_vector(X, target_vector="one", limit=1, filters=one)) for one in wanted] == [
        [2]
    ] * 3
    assert numbers(notes.query.fetch_objects(filters=text.equal("Price"))) == [1]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (Filter.by_property("text").equal("the"), "only stopwords provided"),
        (Filter.by_property("stage").contains_any([" "]), "only stopwords provided"),
        (Filter.by_property("other").equal("x"), "no such prop with name 'other'"),
        (Filter.by_property("day").equal("x"), "requires inverted index"),
        (Filter.by_property("at").equal("1"), "data type filter cannot use this value"),
    ],
)
def test_a_wrong_filter_is_refused(notes: Any, where: Any, message: str) -> None:
    """Stop words too, unless the collection has none."""
    with pytest.raises(WeaviateQueryError, match=message):
        notes.query.fetch_objects(filters=where)


def test_a_cursor_goes_along_all_objects_by_id(notes: Any) -> None:
    """Without a filter or an offset; a query gives ten thousand at most."""
    notes.data.insert_many([note(number) for number in (3, 1, 2)])

    assert numbers(notes.query.fetch_objects(limit=2)) == [1, 2]
    assert numbers(notes.query.fetch_objects(limit=2, after=UUID(int=2))) == [3]
    with pytest.raises(WeaviateQueryError, match="where cannot be set with after and limit parameters"):
        notes.query.fetch_objects(after=UUID(int=2), filters=Filter.by_property("at").less_than(1.0))
    with pytest.raises(WeaviateQueryError, match="query maximum results exceeded"):
        notes.query.fetch_objects(limit=9_999, offset=2)


def test_what_is_deleted_is_counted(notes: Any) -> None:
    """By a filter."""
    notes.data.insert_many([note(1, stage="won"), note(2, stage="lost")])
    done = notes.data.delete_many(Filter.by_property("stage").equal("won"))

    assert (done.matches, done.successful, done.failed) == (1, 1, 0)
    assert numbers(notes.query.fetch_objects()) == [2]


def test_a_collection_is_checked_and_completed(client: weaviate.WeaviateClient, notes: Any) -> None:
    """Its name, its properties, and whether there is one of that name."""
    tenancy = Configure.multi_tenancy(enabled=True)
    whole = client.collections.use(NAME).config.get()

    assert whole.inverted_index_config.stopwords.preset == StopwordsPreset.EN
    assert {one.name: one.index_filterable for one in whole.properties}["text"]
    with pytest.raises(UnexpectedStatusCodeError, match="class name NOTES already exists"):
        client.collections.create("NOTES", multi_tenancy_config=tenancy)
    with pytest.raises(UnexpectedStatusCodeError, match="not a valid class name"):
        client.collections.create("No-tes", multi_tenancy_config=tenancy)
    wrong = Property(name="n", data_type=DataType.INT, tokenization=Tokenization.WORD)
    with pytest.raises(UnexpectedStatusCodeError, match="Tokenization is not allowed for data type 'int'"):
        client.collections.create("Other", multi_tenancy_config=tenancy, properties=[wrong])
    with pytest.raises(UnexpectedStatusCodeError, match="tenant name at index 0"):
        client.collections.use(NAME).tenants.create(["a b"])
    client.collections.delete(NAME)
    assert client.collections.list_all() == {}


def test_what_is_not_modelled_says_so(server: WeaviateApi, client: weaviate.WeaviateClient, notes: Any) -> None:
    """501 over HTTP, UNIMPLEMENTED over gRPC."""
    answer = httpx.get(server.url.partition("?")[0] + "/v1/backups")

    assert answer.status_code == 501
    with pytest.raises(UnexpectedStatusCodeError, match="501"):
        client.collections.create("Single")
    for ask in (
        lambda: notes.query.hybrid("x", vector=X),
        lambda: notes.query.fetch_objects(filters=Filter.by_property("text").like("x*")),
        lambda: notes.aggregate.over_all(filters=Filter.by_property("at").less_than(1.0)),
    ):
        with pytest.raises(WeaviateQueryError, match="not modelled"):
            ask()


def test_a_planted_fault_happens_once(server: WeaviateApi, notes: Any) -> None:
    """A call that was applied and not answered has taken effect; single objects fail inside a success."""
    server.plant(
        "BatchObjects", Fault("DEADLINE_EXCEEDED", applied=True), Fault(objects=1), Fault("RESOURCE_EXHAUSTED")
    )
    with pytest.raises(WeaviateBatchError, match="the answer was lost"):
        notes.data.insert_many([note(1)])
    errors = notes.data.insert_many([note(2), note(3)]).errors
    with pytest.raises(WeaviateBatchError, match="this call was made to fail"):
        notes.data.insert_many([note(4)])

    assert list(errors) == [0]
    assert numbers(notes.query.fetch_objects()) == [1, 3]


def test_both_ports_are_free_after_use() -> None:
    """Nobody listens any more."""
    with WeaviateApi() as server:
        ports = (urlsplit(server.url).port, server.grpc_port)
        listening = [_is_open(port) for port in ports]

    assert (listening, [_is_open(port) for port in ports]) == ([True, True], [False, False])


def _is_open(port: int | None) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port or 0)) == 0

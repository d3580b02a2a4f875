"""The Pinecone stand-in, asked by the unmodified client: what it refuses, and that it does what is documented."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pinecone import Index
from pinecone.errors import ApiError, ConflictError, NotFoundError, PayloadTooLargeError, UnauthorizedError

from talktrack.world.json_service import Fault, Refused
from talktrack.world.loopback import Request
from talktrack.world.pinecone.api import PineconeApi
from talktrack.world.pinecone.rules import condition, metadata

Fields = dict[str, object]


@pytest.fixture
def api() -> Iterator[PineconeApi]:
    """An index of two numbers."""
    with PineconeApi(dimension=2, key="a-key") as running:
        yield running


@pytest.fixture
def index(api: PineconeApi) -> Index:
    """The vendor's client."""
    return Index(host=api.url, api_key="a-key")


def record(identity: str, values: list[float] | None = None, **fields: object) -> Fields:
    """Return a record."""
    return {"id": identity, "values": values or [1.0, 0.0], "metadata": fields}


def test_what_is_written_can_be_read(index: Index) -> None:
    """By id, by metadata, by angle and page by page."""
    index.upsert(vectors=[record("b", [0.0, 1.0], stage="won"), record("a", stage="lost")], namespace="n")
    fetched = index.fetch(ids=["a", "none"], namespace="n").vectors
    chosen = index.fetch_by_metadata(filter={"stage": "won"}, namespace="n").vectors
    nearest = index.query(top_k=2, vector=[0.1, 0.9], namespace="n", include_metadata=True).matches

    assert {key: (one.values, one.metadata) for key, one in fetched.items()} == {"a": ([1.0, 0.0], {"stage": "lost"})}
    assert (list(chosen), [match.id for match in nearest]) == (["b"], ["b", "a"])
    assert nearest[0].metadata == {"stage": "won"}
    assert [item.id for page in index.list(namespace="n") for item in page.vectors] == ["a", "b"]


def test_an_upsert_writes_over_and_nothing_is_half_written(api: PineconeApi, index: Index) -> None:
    """One bad record refuses all of the request."""
    index.upsert(vectors=[record("a", stage="old", industry="Retail")], namespace="n")
    index.upsert(vectors=[record("a", stage="new")], namespace="n")
    with pytest.raises(ApiError, match="dimension"):
        index.upsert(vectors=[record("b"), record("c", [1.0])], namespace="n")

    assert (api.ids("n"), index.fetch(ids=["a"], namespace="n").vectors["a"].metadata) == (["a"], {"stage": "new"})


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (record("a", [1.0, 0.0, 0.0]), "dimension 3 does not match"),
        (record("a", [0.0, 0.0]), "non-zero"),
        (record("a", empty=None), "empty must be a string"),
        (record("a", text="x" * 40_000), "metadata exceeds"),
    ],
)
def test_a_record_that_is_not_allowed_is_refused(index: Index, broken: Fields, message: str) -> None:
    """With the rule that it breaks."""
    with pytest.raises(ApiError, match=message) as refused:
        index.upsert(vectors=[broken], namespace="n")
    assert refused.value.status_code == 400


@pytest.mark.parametrize("broken", [{"a": {"b": 1}}, {"a": ["b", 1]}, {"a": float("nan")}, {"$in": "b"}, ["a"]])
def test_metadata_that_the_client_would_not_send_are_refused_too(broken: object) -> None:
    """Other clients might."""
    with pytest.raises(Refused, match=r"\[(metadata|oas)\]"):
        metadata(broken)


def test_a_request_that_is_too_large_is_refused(index: Index) -> None:
    """By number of records and by bytes."""
    with pytest.raises(ApiError, match="1 to 1000"):
        index.upsert(vectors=[record(f"k{number}") for number in range(1001)], namespace="n")
    with pytest.raises(PayloadTooLargeError):
        index.upsert(vectors=[record(f"k{number}", text="x" * 30_000) for number in range(70)], namespace="n")


def test_namespaces_are_made_listed_and_dropped(index: Index) -> None:
    """Empty ones too, once each, by prefix, in pages of a hundred."""
    for number in range(101):
        index.create_namespace(name=f"a:{number:03}")
    index.upsert(vectors=[record("k")], namespace="b:")
    listed = [space.name for page in index.list_namespaces(prefix="a:") for space in page.namespaces]
    with pytest.raises(ConflictError):
        index.create_namespace(name="b:")
    counted = index.describe_namespace(name="b:").record_count
    index.delete_namespace(name="b:")

    assert (listed, counted) == ([f"a:{number:03}" for number in range(101)], 1)
    with pytest.raises(NotFoundError):
        index.describe_namespace(name="b:")
    with pytest.raises(NotFoundError):
        index.delete(filter={"a": 1}, namespace="b:")


def test_records_are_deleted_by_id_and_by_metadata(api: PineconeApi, index: Index) -> None:
    """The namespace stays."""
    index.upsert(vectors=[record(key, stage=stage) for key, stage in zip("abc", "xyy", strict=True)], namespace="n")
    index.delete(ids=["a"], namespace="n")
    index.delete(filter={"stage": {"$in": ["y"]}}, namespace="n")

    assert (api.ids("n"), api.names()) == ([], ["n"])


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"stage": "won"}, "a"),
        ({"stage": {"$ne": "won"}}, "bc"),
        ({"stage": {"$in": ["won", "lost"]}}, "ab"),
        ({"stage": {"$nin": ["won"]}}, "bc"),
        ({"tags": {"$in": ["x"]}}, "ab"),
        ({"year": {"$gte": 2, "$lt": 3}}, "b"),
        ({"year": {"$gt": 1}, "stage": "lost"}, "b"),
        ({"$or": [{"stage": "won"}, {"year": {"$lte": 2}}]}, "ab"),
        ({"$and": [{"stage": "won"}, {"year": 2}]}, ""),
    ],
)
def test_filters_choose_as_documented(asked: Fields, wanted: str) -> None:
    """A list of strings takes on each of its values; what has no value is in no range."""
    held: dict[str, Fields] = {
        "a": {"stage": "won", "year": 1, "tags": ["x", "y"]},
        "b": {"stage": "lost", "year": 2, "tags": ["x"]},
        "c": {},
    }
    holds = condition(asked, None)

    assert "".join(key for key, one in held.items() if holds(one)) == wanted


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"a": {"$like": "x"}}, 400),
        ({"a": {"$gt": "2026-01-01"}}, 400),
        ({"a": {"$in": []}}, 400),
        ({"a": {"$in": [None]}}, 400),
        ({"a": {"$in": ["x"] * 10_001}}, 400),
        ({"$not": {"a": 1}}, 400),
        ({"$or": {}}, 400),
        ({"b": 1}, 501),
    ],
)
def test_filters_outside_the_documents_are_refused(asked: Fields, status: int) -> None:
    """So is one on a field that the namespace does not index."""
    with pytest.raises(Refused) as refused:
        condition(asked, frozenset({"a"}))
    assert refused.value.status == status


@pytest.mark.parametrize(
    "call",
    [
        lambda index: index.delete(delete_all=True, namespace="n"),
        lambda index: index.update(id="a", set_metadata={"a": 1}, namespace="n"),
        lambda index: index.list_imports_paginated(),
        lambda index: index.query(top_k=1, vector=[1.0, 0.0]),
        lambda index: index.query(top_k=1, id="a", namespace="n"),
    ],
)
def test_what_is_not_modelled_says_so(index: Index, call: Callable[[Index], object]) -> None:
    """With 501, never with a guess."""
    with pytest.raises(ApiError) as refused:
        call(index)
    assert refused.value.status_code == 501


def test_a_key_is_needed(api: PineconeApi) -> None:
    """The right one."""
    with pytest.raises(UnauthorizedError):
        Index(host=api.url, api_key="wrong").describe_index_stats()


def test_stats_say_dimension_and_counts(index: Index) -> None:
    """Of each namespace."""
    index.upsert(vectors=[record("k")], namespace="n")
    stats = index.describe_index_stats()

    assert (stats.dimension, stats.total_vector_count, stats.namespaces["n"].vector_count) == (2, 1, 1)


def test_faults_wait_for_their_call(api: PineconeApi) -> None:
    """The first is spared, the second takes effect and says that it failed, the third is answered."""
    api.plant(Fault(503, "POST namespaces", spared=1, applied=True))

    def created(name: str) -> int:
        headers = {"api-key": "a-key", "x-pinecone-api-version": "2026-07"}
        return api.answer(Request("POST", "/namespaces", body={"name": name}, headers=headers)).status

    assert [created(name) for name in ("a", "b", "b", "c")] == [200, 503, 409, 200]
    assert api.names() == ["a", "b", "c"]

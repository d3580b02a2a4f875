"""What every vector store promises, as tests: a store joins by a class with an `opened` fixture and its own name."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from talktrack.core.chunk_rows import SEMANTIC, TEXT, chunk_rows, rows_of
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import LiveIndex, Query, VectorStore
from talktrack.core.records import Chunk
from tests.samples import TENANT

COLLECTION = "chunks-tiny-1-3"
X, Y, Z = ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0])


def chunk(identity: str, text: str = "", embedding: list[float] | None = None, conversation: str = "c1") -> Chunk:
    """Return a chunk with a vector of three numbers."""
    return Chunk(
        id=identity,
        tenant=TENANT,
        conversation_id=conversation,
        level="turn",
        position=0,
        turn_start=0,
        turn_end=1,
        text=text or identity,
        speaker_role="seller",
        channel="call",
        stage="Discovery",
        started_at=datetime(2026, 1, 1, 10, 0, 0, 5, tzinfo=UTC),
        embedding=embedding or X,
    )


def found(store: VectorStore, vector: list[float], text: str = "", **asked: Any) -> list[str]:
    """Return the ids that a search finds, best first."""
    query = Query({TEXT: np.asarray(vector, dtype=np.float32)}, text, **asked)
    return [hit.chunk.id for hit in store.search(COLLECTION, query)]


def with_channels(chunks: list[Chunk], semantic: list[list[float]]) -> pa.Table:
    """Return rows with a vector of two numbers beside the text's."""
    text = np.array([chunk.embedding for chunk in chunks], dtype=np.float32)
    return rows_of(chunks, {TEXT: text, SEMANTIC: np.array(semantic, dtype=np.float32)})


class VectorStoreContract:
    """One tenant's store, empty at first; `opened` is a fixture of the subclass."""

    def test_a_new_store_is_empty(self, opened: VectorStore) -> None:
        """Counting and searching what does not exist finds nothing."""
        assert (opened.count(COLLECTION), opened.live(), found(opened, X, "word")) == (0, None, [])

    def test_a_chunk_comes_back_as_it_went_in(self, opened: VectorStore) -> None:
        """Every field of the public record, times and absent values included."""
        given = chunk("k1")
        opened.replace(COLLECTION, chunk_rows([given], 3))
        hit = opened.search(COLLECTION, Query({TEXT: np.asarray(X, dtype=np.float32)}))[0]

        assert hit.chunk == given

    def test_removed_conversations_leave_the_live_collection(self, opened: VectorStore) -> None:
        """Others stay; without a live collection nothing happens."""
        opened.replace(COLLECTION, chunk_rows([chunk("k1"), chunk("k2", conversation="c2")], 3))
        opened.remove(["c1"])
        before = opened.count(COLLECTION)
        opened.switch(LiveIndex(COLLECTION, "tiny"))
        opened.remove(["c1", "none"])

        assert (before, found(opened, X)) == (2, ["k2"])

    def test_what_is_forgotten_leaves_every_collection(self, opened: VectorStore) -> None:
        """Chunks of the conversations, and those of others that hold a token, live or not."""
        token = "[PERSON:k3f2qa]"
        for collection in ("chunks-a", "chunks-b"):
            rows = [chunk("k1", conversation="c1"), chunk("k2", f"with {token}", conversation="c2")]
            opened.replace(collection, chunk_rows([*rows, chunk("k3", "with [PERSON:k3f2qb]", conversation="c3")], 3))
        opened.index("chunks-a")
        gone = opened.forget(["c1"], [token, "' OR true --"])

        assert gone == 4
        assert [opened.count(name) for name in ("chunks-a", "chunks-b")] == [1, 1]
        assert opened.forget(["c1"], [token]) == 0

    def test_replacing_twice_is_once(self, opened: VectorStore) -> None:
        """The same chunks again change nothing."""
        written = [opened.replace(COLLECTION, chunk_rows([chunk("k1"), chunk("k2")], 3)) for _ in range(2)]

        assert (written, opened.count(COLLECTION)) == ([2, 2], 2)

    def test_stale_chunks_of_a_conversation_leave(self, opened: VectorStore) -> None:
        """A conversation that became shorter leaves nothing behind; others stay."""
        opened.replace(COLLECTION, chunk_rows([chunk("k1"), chunk("k2"), chunk("k3", conversation="c2")], 3))
        opened.replace(COLLECTION, chunk_rows([chunk("k1", text="new")], 3))

        assert sorted(found(opened, X)) == ["k1", "k3"]

    def test_the_nearest_vector_comes_first(self, opened: VectorStore) -> None:
        """By the angle between vectors."""
        opened.replace(
            COLLECTION, chunk_rows([chunk("kx", embedding=X), chunk("ky", embedding=Y), chunk("kz", embedding=Z)], 3)
        )

        assert found(opened, [0.1, 0.9, 0.2]) == ["ky", "kz", "kx"]

    def test_each_channel_counts_by_its_weight(self, opened: VectorStore) -> None:
        """A channel without weight decides nothing, and one that a collection does not hold is left out."""
        rows = with_channels([chunk("k1", embedding=X), chunk("k2", embedding=Y)], [[0.0, 1.0], [1.0, 0.0]])
        opened.replace(COLLECTION, rows)
        near_both = {TEXT: np.array(X, np.float32), SEMANTIC: np.array([1.0, 0.0], np.float32)}
        weights = ({"text": 1.0}, {"text": 0.1, "semantic": 1.0}, {"text": 1.0, "temporal": 9.0})
        best = [opened.search(COLLECTION, Query(near_both, weights=weight))[0].chunk.id for weight in weights]

        assert best == ["k1", "k2", "k1"]

    def test_what_suits_two_channels_comes_before_what_suits_one(self, opened: VectorStore) -> None:
        """Ranks alone would put the first of one channel before the second of both."""
        chunks = [chunk("k1", embedding=X), chunk("k2", embedding=Y), chunk("k3", embedding=[0.8, 0.6, 0.0])]
        opened.replace(COLLECTION, with_channels(chunks, [[0.0, 1.0], [1.0, 0.0], [0.8, 0.6]]))
        query = {TEXT: np.array(X, np.float32), SEMANTIC: np.array([1.0, 0.0], np.float32)}
        hits = opened.search(COLLECTION, Query(query, weights={"text": 1.0, "semantic": 1.0}))

        assert hits[0].chunk.id == "k3"
        assert hits[0].score == pytest.approx(1.6, abs=1e-5)

    def test_a_channel_that_knows_nothing_of_a_chunk_never_finds_it(self, opened: VectorStore) -> None:
        """Its vector has zeros; other channels find it all the same."""
        opened.replace(COLLECTION, with_channels([chunk("k1"), chunk("k2")], [[0.0, 0.0], [0.6, 0.8]]))
        query = {TEXT: np.array(X, np.float32), SEMANTIC: np.array([1.0, 0.0], np.float32)}
        ways = ({"semantic": 1.0}, {"text": 1.0})
        ids = [{hit.chunk.id for hit in opened.search(COLLECTION, Query(query, weights=way))} for way in ways]

        assert ids == [{"k2"}, {"k1", "k2"}]

    def test_rows_come_back_as_they_went_in(self, opened: VectorStore) -> None:
        """All channels of the conversations that were asked for, so that they can move to another collection."""
        rows = with_channels([chunk("k1"), chunk("k2", conversation="c2")], [[0.0, 1.0], [1.0, 0.0]])
        opened.replace(COLLECTION, rows)

        assert opened.rows(COLLECTION, ["c1"]).to_pylist() == rows.slice(0, 1).to_pylist()

    def test_words_count_beside_vectors(self, opened: VectorStore) -> None:
        """A rare word lifts its chunk above another at the same angle."""
        opened.replace(
            COLLECTION, chunk_rows([chunk("k1", "the price of a seat"), chunk("k2", "about the security audit")], 3)
        )
        opened.index(COLLECTION)
        best = found(opened, X, "audit")

        assert best[0] == "k2" if opened.capabilities.words else sorted(best) == ["k1", "k2"]

    def test_words_of_later_chunks_are_found_too(self, opened: VectorStore) -> None:
        """The text index takes in what came after it was built."""
        opened.replace(COLLECTION, chunk_rows([chunk("k1", "the price of a seat")], 3))
        opened.index(COLLECTION)
        opened.replace(COLLECTION, chunk_rows([chunk("k2", "about the security audit", conversation="c2")], 3))
        opened.index(COLLECTION)
        best = found(opened, X, "audit")

        assert best[0] == "k2" if opened.capabilities.words else sorted(best) == ["k1", "k2"]

    @pytest.mark.parametrize("text", ["'", '"', "a AND (", "* OR ?", "field:x", "\n", "\\", "ü😀"])
    def test_any_text_is_a_question(self, opened: VectorStore, text: str) -> None:
        """No question breaks the query language."""
        opened.replace(COLLECTION, chunk_rows([chunk("k1", "the price of a seat")], 3))
        opened.index(COLLECTION)

        assert found(opened, X, text) == ["k1"]

    def test_filters_choose_before_the_limit(self, opened: VectorStore) -> None:
        """The only match is found although nine others are nearer."""
        near = [chunk(f"k{n}", embedding=X) for n in range(9)]
        far = msgspec.structs.replace(chunk("far", embedding=Y, conversation="c2"), stage="it's won")
        opened.replace(COLLECTION, chunk_rows([*near, far], 3))

        assert found(opened, X, limit=1, where={"stage": ["it's won", "lost"]}) == ["far"]

    def test_times_choose_before_the_limit(self, opened: VectorStore) -> None:
        """From one moment, included, until another, excluded; what has no time is outside every span."""
        days = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
        rows = [msgspec.structs.replace(chunk(f"k{day.day}"), started_at=day) for day in days]
        undated = msgspec.structs.replace(chunk("k0"), started_at=None)
        opened.replace(COLLECTION, chunk_rows([*rows, undated], 3))

        assert found(opened, X, since=days[1]) == ["k2", "k3"]
        assert found(opened, X, since=days[0], until=days[1]) == ["k1"]

    def test_filters_hold_for_words_too(self, opened: VectorStore) -> None:
        """A chunk that only its words would find is filtered like any other."""
        opened.replace(COLLECTION, chunk_rows([chunk("k1", "price"), chunk("k2", "audit", conversation="c2")], 3))
        opened.index(COLLECTION)

        assert found(opened, X, "audit", where={"conversation_id": ["c1"]}) == ["k1"]

    def test_the_limit_is_kept(self, opened: VectorStore) -> None:
        """Two rankings together give no more than was asked for."""
        opened.replace(COLLECTION, chunk_rows([chunk(f"k{n}", "price") for n in range(9)], 3))
        opened.index(COLLECTION)

        assert len(found(opened, X, "price", limit=4)) == 4

    @pytest.mark.parametrize("number", [float("nan"), float("inf")])
    def test_a_broken_vector_is_refused(self, opened: VectorStore, number: float) -> None:
        """Nothing of the commit is written."""
        broken = rows_of([chunk("k1"), chunk("bad")], {TEXT: np.array([X, [number, 0.0, 0.0]], dtype=np.float32)})

        with pytest.raises(ConfigurationInvalidError, match="chunk bad has no finite vector of length 3"):
            opened.replace(COLLECTION, broken)
        assert opened.count(COLLECTION) == 0

    def test_a_vector_of_another_length_is_refused(self, opened: VectorStore) -> None:
        """A collection holds the vectors of one encoder."""
        opened.replace(COLLECTION, chunk_rows([chunk("k1")], 3))

        with pytest.raises(ConfigurationInvalidError, match="length"):
            opened.replace(COLLECTION, chunk_rows([chunk("k2", embedding=[1.0, 0.0])], 2))
        assert opened.count(COLLECTION) == 1

    def test_writers_at_once_leave_one_row_per_id(self, opened: VectorStore) -> None:
        """Eight of them, with the same keys."""
        rows = chunk_rows([chunk(f"k{n}") for n in range(6)], 3)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: opened.replace(COLLECTION, rows), range(16)))

        assert (opened.count(COLLECTION), sorted(found(opened, X))) == (6, [f"k{n}" for n in range(6)])

    def test_the_alias_moves(self, opened: VectorStore) -> None:
        """Searches follow it without knowing."""
        first, second = LiveIndex("chunks-a-3", "a"), LiveIndex("chunks-b-3", "b")
        opened.switch(first)
        before = opened.live()
        opened.switch(second)

        assert (before, opened.live()) == (first, second)

    def test_nothing_to_replace_is_fine(self, opened: VectorStore) -> None:
        """An empty shard writes nothing."""
        assert (opened.replace(COLLECTION, chunk_rows([], 3)), opened.count(COLLECTION)) == (0, 0)

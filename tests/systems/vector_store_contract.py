"""What every vector store promises, as tests: a store joins by a class with an `opened` fixture and its own name."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import numpy as np
import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import LiveIndex, VectorStore
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


def found(store: VectorStore, vector: list[float], text: str = "", **search: object) -> list[str]:
    """Return the ids that a search finds, best first."""
    hits = store.search(COLLECTION, np.asarray(vector, dtype=np.float32), text, **search)  # type: ignore[arg-type]
    return [hit.chunk.id for hit in hits]


class VectorStoreContract:
    """One tenant's store, empty at first; `opened` is a fixture of the subclass."""

    def test_a_new_store_is_empty(self, opened: VectorStore) -> None:
        """Counting and searching what does not exist finds nothing."""
        assert (opened.count(COLLECTION), opened.live(), found(opened, X, "word")) == (0, None, [])

    def test_a_chunk_comes_back_as_it_went_in(self, opened: VectorStore) -> None:
        """Every field of the public record, times and absent values included."""
        given = chunk("k1")
        opened.replace(COLLECTION, 3, [given])
        hit = opened.search(COLLECTION, np.asarray(X, dtype=np.float32), "")[0]

        assert hit.chunk == given

    def test_removed_conversations_leave_the_live_collection(self, opened: VectorStore) -> None:
        """Others stay; without a live collection nothing happens."""
        opened.replace(COLLECTION, 3, [chunk("k1"), chunk("k2", conversation="c2")])
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
            opened.replace(collection, 3, [*rows, chunk("k3", "with [PERSON:k3f2qb]", conversation="c3")])
        opened.index_text("chunks-a")
        gone = opened.forget(["c1"], [token, "' OR true --"])

        assert gone == 4
        assert [opened.count(name) for name in ("chunks-a", "chunks-b")] == [1, 1]
        assert opened.forget(["c1"], [token]) == 0

    def test_replacing_twice_is_once(self, opened: VectorStore) -> None:
        """The same chunks again change nothing."""
        written = [opened.replace(COLLECTION, 3, [chunk("k1"), chunk("k2")]) for _ in range(2)]

        assert (written, opened.count(COLLECTION)) == ([2, 2], 2)

    def test_stale_chunks_of_a_conversation_leave(self, opened: VectorStore) -> None:
        """A conversation that became shorter leaves nothing behind; others stay."""
        opened.replace(COLLECTION, 3, [chunk("k1"), chunk("k2"), chunk("k3", conversation="c2")])
        opened.replace(COLLECTION, 3, [chunk("k1", text="new")])

        assert sorted(found(opened, X)) == ["k1", "k3"]

    def test_the_nearest_vector_comes_first(self, opened: VectorStore) -> None:
        """By the angle between vectors."""
        opened.replace(COLLECTION, 3, [chunk("kx", embedding=X), chunk("ky", embedding=Y), chunk("kz", embedding=Z)])

        assert found(opened, [0.1, 0.9, 0.2]) == ["ky", "kz", "kx"]

    def test_words_count_beside_vectors(self, opened: VectorStore) -> None:
        """A rare word lifts its chunk above another at the same angle."""
        opened.replace(COLLECTION, 3, [chunk("k1", "the price of a seat"), chunk("k2", "about the security audit")])
        opened.index_text(COLLECTION)

        assert found(opened, X, "audit")[0] == "k2"

    def test_words_of_later_chunks_are_found_too(self, opened: VectorStore) -> None:
        """The text index takes in what came after it was built."""
        opened.replace(COLLECTION, 3, [chunk("k1", "the price of a seat")])
        opened.index_text(COLLECTION)
        opened.replace(COLLECTION, 3, [chunk("k2", "about the security audit", conversation="c2")])
        opened.index_text(COLLECTION)

        assert found(opened, X, "audit")[0] == "k2"

    @pytest.mark.parametrize("text", ["'", '"', "a AND (", "* OR ?", "field:x", "\n", "\\", "ü😀"])
    def test_any_text_is_a_question(self, opened: VectorStore, text: str) -> None:
        """No question breaks the query language."""
        opened.replace(COLLECTION, 3, [chunk("k1", "the price of a seat")])
        opened.index_text(COLLECTION)

        assert found(opened, X, text) == ["k1"]

    def test_filters_choose_before_the_limit(self, opened: VectorStore) -> None:
        """The only match is found although nine others are nearer."""
        near = [chunk(f"k{n}", embedding=X) for n in range(9)]
        far = msgspec.structs.replace(chunk("far", embedding=Y, conversation="c2"), stage="it's won")
        opened.replace(COLLECTION, 3, [*near, far])

        assert found(opened, X, limit=1, where={"stage": ["it's won", "lost"]}) == ["far"]

    def test_filters_hold_for_words_too(self, opened: VectorStore) -> None:
        """A chunk that only its words would find is filtered like any other."""
        opened.replace(COLLECTION, 3, [chunk("k1", "price"), chunk("k2", "audit", conversation="c2")])
        opened.index_text(COLLECTION)

        assert found(opened, X, "audit", where={"conversation_id": ["c1"]}) == ["k1"]

    def test_the_limit_is_kept(self, opened: VectorStore) -> None:
        """Two rankings together give no more than was asked for."""
        opened.replace(COLLECTION, 3, [chunk(f"k{n}", "price") for n in range(9)])
        opened.index_text(COLLECTION)

        assert len(found(opened, X, "price", limit=4)) == 4

    @pytest.mark.parametrize("vector", [[float("nan"), 0.0, 0.0], [float("inf"), 0.0, 0.0], [1.0, 0.0], [1.0] * 4])
    def test_a_broken_vector_is_refused(self, opened: VectorStore, vector: list[float]) -> None:
        """Not a number, or a wrong length: nothing of the commit is written."""
        with pytest.raises(ConfigurationInvalidError, match="chunk bad has no finite vector of length 3"):
            opened.replace(COLLECTION, 3, [chunk("k1"), chunk("bad", embedding=vector)])
        assert opened.count(COLLECTION) == 0

    def test_a_chunk_without_a_vector_is_refused(self, opened: VectorStore) -> None:
        """Embedding comes first."""
        bare = msgspec.structs.replace(chunk("bad"), embedding=[])

        with pytest.raises(ConfigurationInvalidError, match="embed it again"):
            opened.replace(COLLECTION, 3, [bare])

    def test_the_alias_moves(self, opened: VectorStore) -> None:
        """Searches follow it without knowing."""
        first, second = LiveIndex("chunks-a-3", "a"), LiveIndex("chunks-b-3", "b")
        opened.switch(first)
        before = opened.live()
        opened.switch(second)

        assert (before, opened.live()) == (first, second)

    def test_nothing_to_replace_is_fine(self, opened: VectorStore) -> None:
        """An empty shard writes nothing."""
        assert (opened.replace(COLLECTION, 3, []), opened.count(COLLECTION)) == (0, 0)

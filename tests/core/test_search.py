"""Search: one rule for filters and for which collection answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from msgspec import structs

from talktrack.core.channels import temporal
from talktrack.core.chunk_rows import TEMPORAL, TEXT, chunk_rows, rows_of
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import LiveIndex, SearchHit, Vectors
from talktrack.core.records import Chunk
from talktrack.core.search import Question, aged, collection_name, query_of, search
from talktrack.systems.vectors.lancedb import open_lance
from tests.samples import TENANT


@dataclass(frozen=True)
class Axes:
    """An encoder whose vectors are plain to see: the first word of the text chooses the axis."""

    version: str = "tiny/axes@1"
    dimension: int = 3

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one axis per text."""
        return np.stack([np.eye(3, dtype=np.float32)[len(text.split(" ")[0]) % 3] for text in texts])


def _chunk(identity: str, text: str) -> Chunk:
    return Chunk(
        id=identity,
        tenant=TENANT,
        conversation_id="c1",
        level="turn",
        position=0,
        turn_start=0,
        turn_end=1,
        text=text,
        speaker_role="seller",
        channel="call",
        embedding=Axes().encode([text])[0].tolist(),
    )


def test_a_collection_is_named_by_its_encoder() -> None:
    """Two encoders never share a collection, and the name is safe in paths."""
    assert collection_name(Axes()) == "chunks-tiny-axes-1-3"


def test_the_nearest_chunk_comes_first(tmp_path: Path) -> None:
    """The vector of the question decides where no words agree."""
    store = open_lance(str(tmp_path), TENANT)
    collection = collection_name(Axes())
    store.replace(collection, chunk_rows([_chunk("k1", "a b"), _chunk("k2", "bb c")], 3))
    store.switch(LiveIndex(collection, "tiny"))

    assert [hit.chunk.id for hit in search(Question("zz", limit=1), Axes(), store)] == ["k2"]


def test_an_unknown_filter_is_refused_before_any_search(tmp_path: Path) -> None:
    """The sentence lists what can be filtered by."""
    with pytest.raises(ConfigurationInvalidError, match="cannot filter by mood: use channel, conversation_id"):
        search(Question("price", where={"mood": ["good"]}), Axes(), open_lance(str(tmp_path), TENANT))


def test_nothing_indexed_is_a_sentence(tmp_path: Path) -> None:
    """A search before the first ingestion says what to run."""
    with pytest.raises(ConfigurationInvalidError, match="nothing is indexed with encoder tiny/axes@1"):
        search(Question("price"), Axes(), open_lance(str(tmp_path), TENANT))


def test_another_encoders_collection_is_not_searched(tmp_path: Path) -> None:
    """Vectors of two encoders cannot be compared."""
    store = open_lance(str(tmp_path), TENANT)
    store.switch(LiveIndex("chunks-other-3", "other"))

    with pytest.raises(ConfigurationInvalidError, match="run ingestion with this encoder"):
        search(Question("price"), Axes(), store)


def test_a_wish_decides_between_equal_texts(tmp_path: Path) -> None:
    """What stands where it should comes first; the other is found all the same."""
    store = open_lance(str(tmp_path), TENANT)
    chunks = [_chunk("k1", "a b"), _chunk("k2", "a c")]
    vectors = {TEXT: Axes().encode(["a", "a"]), TEMPORAL: temporal(np.array([0.05, 0.9]), np.full(2, np.nan))}
    store.replace(collection_name(Axes()), rows_of(chunks, vectors))
    store.switch(LiveIndex(collection_name(Axes()), "tiny"))
    found = {
        name: [hit.chunk.id for hit in search(Question("z", phase=name), Axes(), store)]
        for name in ("opening", "closing")
    }

    assert found == {"opening": ["k1", "k2"], "closing": ["k2", "k1"]}


def test_an_index_says_how_much_words_count() -> None:
    """As its encoder was measured; a question may say otherwise."""
    live = LiveIndex("c", "tiny", words_weight=0.25)
    weights = [query_of(one, Axes(), live).weights for one in (Question("a"), Question("a", weights={"words": 2.0}))]

    assert weights == [{"text": 1.0, "words": 0.25}, {"text": 1.0, "words": 2.0}]


def test_a_channel_that_was_not_asked_for_costs_nothing() -> None:
    """Only the notions of a question that weighs them are looked up."""
    live = LiveIndex("c", "tiny")
    asked = [Question("a"), Question("a", phase="opening", context={"stage": "Discovery"}, weights={"semantic": 1.0})]

    assert [sorted(query_of(one, Axes(), live).vectors) for one in asked] == [
        ["text"],
        ["contextual", "semantic", "temporal", "text"],
    ]


def test_what_is_older_counts_less() -> None:
    """Half for each half-life behind the newest; what has no date is as old as the oldest that has one."""
    newest = datetime(2024, 5, 1, tzinfo=UTC)
    ages = {"undated": None, "old": newest - timedelta(days=60), "new": newest}
    hits = [SearchHit(structs.replace(_chunk(name, "a"), started_at=began), 1.0) for name, began in ages.items()]

    assert [(hit.chunk.id, hit.score) for hit in aged(hits, 30)] == [("new", 1.0), ("undated", 0.25), ("old", 0.25)]
    assert aged(hits[:1], 30) == hits[:1]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (Question("a", context={"mood": "good"}), "cannot wish for mood: use industry, role, stage, value."),
        (Question("a", weights={"taste": 1.0}), "cannot weigh taste: use contextual, semantic, temporal, text, words."),
        (Question("a", half_life_days=-1), "half_life_days must be above 0"),
        (Question("a", since=datetime(2026, 2, 1, tzinfo=UTC), until=datetime(2026, 1, 1, tzinfo=UTC)), "before until"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(tmp_path: Path, question: Question, sentence: str) -> None:
    """Before the store is asked."""
    with pytest.raises(ConfigurationInvalidError, match=sentence):
        search(question, Axes(), open_lance(str(tmp_path), TENANT))


def test_a_phase_that_no_call_has_is_a_sentence() -> None:
    """It lists those that there are."""
    with pytest.raises(ConfigurationInvalidError, match="use opening, discovery, presentation, objections, closing"):
        query_of(Question("a", phase="lunch"), Axes(), LiveIndex("c", "tiny"))

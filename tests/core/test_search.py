"""Search: one rule for filters and for which collection answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from talktrack.core.chunk_rows import chunk_rows
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import LiveIndex, Vectors
from talktrack.core.records import Chunk
from talktrack.core.search import collection_name, search
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

    assert [hit.chunk.id for hit in search("zz", Axes(), store, limit=1)] == ["k2"]


def test_an_unknown_filter_is_refused_before_any_search(tmp_path: Path) -> None:
    """The sentence lists what can be filtered by."""
    with pytest.raises(ConfigurationInvalidError, match="cannot filter by mood: use channel, conversation_id"):
        search("price", Axes(), open_lance(str(tmp_path), TENANT), where={"mood": ["good"]})


def test_nothing_indexed_is_a_sentence(tmp_path: Path) -> None:
    """A search before the first ingestion says what to run."""
    with pytest.raises(ConfigurationInvalidError, match="nothing is indexed with encoder tiny/axes@1"):
        search("price", Axes(), open_lance(str(tmp_path), TENANT))


def test_another_encoders_collection_is_not_searched(tmp_path: Path) -> None:
    """Vectors of two encoders cannot be compared."""
    store = open_lance(str(tmp_path), TENANT)
    store.switch(LiveIndex("chunks-other-3", "other"))

    with pytest.raises(ConfigurationInvalidError, match="run ingestion with this encoder"):
        search("price", Axes(), store)

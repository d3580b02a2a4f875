"""Channels of chunks: notions named, place in the call, deal and speaker."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from talktrack.core.artifacts import read_batches, read_table, write_table
from talktrack.core.channels import contextual, phase, semantic
from talktrack.core.chunk_rows import CONTEXTUAL, SEMANTIC, TEMPORAL, dimensions
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.tables import CHUNKS, CONVERSATIONS
from talktrack.ingestion.embed.channels import channel_vectors, check_channels
from talktrack.ingestion.embed.chunks import chunks_of
from talktrack.ingestion.embed.levels import LevelSettings, one_by_one
from talktrack.ingestion.embed.outline import outline
from talktrack.ingestion.embed.step import run
from tests.samples import WordEncoder, call, turn

TALK = call(
    [
        turn("s1", "Hello there.", 0, 2),
        turn("s2", "Hello to you.", 2, 4),
        turn("s1", "The price is ten euros.", 12, 14),
        turn("s2", "Thank you very much.", 14, 15),
    ]
)


def _made() -> tuple[list[str], dict[str, np.typing.NDArray[np.float32]]]:
    [levels] = one_by_one([outline(TALK)], WordEncoder(), LevelSettings(context_turns=0))
    chunks, _ = chunks_of(outline(TALK), levels, LevelSettings(context_turns=0))
    return [f"{chunk.level} {chunk.text}" for chunk in chunks], channel_vectors(
        TALK, chunks, [SEMANTIC, TEMPORAL, CONTEXTUAL]
    )


def test_the_last_turn_stands_at_the_end() -> None:
    """And the whole conversation nowhere in particular."""
    texts, vectors = _made()
    likeness = vectors[TEMPORAL] @ phase("closing")

    assert texts[int(np.argmax(likeness))] == "turn Thank you very much."
    assert not vectors[TEMPORAL][0].any()


def test_what_follows_a_pause_is_known() -> None:
    """Eight seconds pass before the price."""
    texts, vectors = _made()

    assert texts[int(np.argmax(vectors[TEMPORAL] @ phase("pause")))] == "turn The price is ten euros."


def test_notions_and_deals_are_those_of_the_chunk() -> None:
    """Its text, its deal, and who speaks."""
    texts, vectors = _made()
    place = texts.index("turn The price is ten euros.")
    deal = TALK.deal
    assert deal is not None
    known = {"stage": deal.stage, "value": deal.amount, "industry": deal.industry, "role": "seller"}

    assert vectors[SEMANTIC][place].tolist() == semantic(["cost"])[0].tolist()
    assert vectors[CONTEXTUAL][place].tolist() == contextual([known])[0].tolist()


def test_channels_are_columns_beside_the_public_record(tmp_path: Path) -> None:
    """Who reads chunks does not see them."""
    write_table(tmp_path / "in", CONVERSATIONS, [TALK])
    run(str(tmp_path / "in"), str(tmp_path / "out"), WordEncoder(), LevelSettings(), [TEMPORAL])
    [batch] = read_batches(tmp_path / "out", CHUNKS)

    assert list(dimensions(batch.schema)) == ["text", "temporal"]
    assert len(list(read_table(tmp_path / "out", CHUNKS))) == batch.num_rows


@pytest.mark.parametrize("names", [["taste"], ["text", "semantic"]])
def test_other_channels_are_refused(names: list[str]) -> None:
    """The text's own is always there."""
    with pytest.raises(ConfigurationInvalidError, match="no channel beside the text's: use semantic, temporal"):
        check_channels(names)

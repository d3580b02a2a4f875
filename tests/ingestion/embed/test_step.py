"""The step: every conversation of a shard becomes chunks with unit vectors."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from talktrack.core.artifacts import read_table, write_table
from talktrack.core.conversation_batches import TURNS_PER_BATCH
from talktrack.core.tables import CHUNKS, CONVERSATIONS
from talktrack.ingestion.embed.levels import LevelSettings
from talktrack.ingestion.embed.step import run
from tests.samples import OnePassWordEncoder, WordEncoder, call, turn

SETTINGS = LevelSettings()


def test_every_chunk_has_a_unit_vector(tmp_path: Path) -> None:
    """Also the conversation's own, which is pooled."""
    write_table(tmp_path / "in", CONVERSATIONS, [call()])
    run(str(tmp_path / "in"), str(tmp_path / "out"), WordEncoder(), SETTINGS)
    vectors = np.array([chunk.embedding for chunk in read_table(tmp_path / "out", CHUNKS)])

    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(vectors)), abs=1e-5)


def test_all_four_levels_are_written(tmp_path: Path) -> None:
    """Two turns of two sentences each make one topic."""
    write_table(tmp_path / "in", CONVERSATIONS, [call()])
    counts = run(str(tmp_path / "in"), str(tmp_path / "out"), WordEncoder(), SETTINGS)
    levels = Counter(chunk.level for chunk in read_table(tmp_path / "out", CHUNKS))

    assert levels == {"conversation": 1, "topic": 1, "turn": 2, "sentence": 3}
    assert counts == {"conversations": 1, "chunks": 7}


def test_vectors_belong_to_their_texts(tmp_path: Path) -> None:
    """More conversations than a batch holds, each chunk with the vector of its own text."""
    number = TURNS_PER_BATCH + 3
    talks = (call([turn("s1", f"word{n} again{n}. And one more{n} here.")], identity=f"c{n}") for n in range(number))
    write_table(tmp_path / "in", CONVERSATIONS, talks)
    counts = run(str(tmp_path / "in"), str(tmp_path / "out"), WordEncoder(), SETTINGS)
    chunks = [chunk for chunk in read_table(tmp_path / "out", CHUNKS) if chunk.level != "conversation"]

    assert counts["conversations"] == number
    assert np.array([c.embedding for c in chunks]) == pytest.approx(
        WordEncoder().encode([c.text for c in chunks]), abs=1e-6
    )


def test_chunks_of_a_conversation_stand_together(tmp_path: Path) -> None:
    """Index never splits a conversation over two commits, and relies on this order."""
    write_table(tmp_path / "in", CONVERSATIONS, (call(identity=f"c{n}") for n in range(20)))
    run(str(tmp_path / "in"), str(tmp_path / "out"), WordEncoder(), SETTINGS)
    seen = [chunk.conversation_id for chunk in read_table(tmp_path / "out", CHUNKS)]

    assert sum(1 for n, name in enumerate(seen) if n == 0 or seen[n - 1] != name) == 20


def test_a_silent_conversation_is_counted_without_chunks(tmp_path: Path) -> None:
    """No words, no vector, no error."""
    write_table(tmp_path / "in", CONVERSATIONS, [call([turn("s1", " ")])])

    assert run(str(tmp_path / "in"), str(tmp_path / "out"), WordEncoder(), SETTINGS) == {
        "conversations": 1,
        "chunks": 0,
    }


def test_an_encoder_for_one_pass_is_asked_once(tmp_path: Path) -> None:
    """Its sums give the same chunks as texts on their own."""
    write_table(tmp_path / "in", CONVERSATIONS, [call()])
    run(str(tmp_path / "in"), str(tmp_path / "one"), OnePassWordEncoder(), SETTINGS)
    run(str(tmp_path / "in"), str(tmp_path / "other"), WordEncoder(), SETTINGS)
    one, other = (list(read_table(tmp_path / name, CHUNKS)) for name in ("one", "other"))

    assert [chunk.id for chunk in one] == [chunk.id for chunk in other]
    assert [chunk.embedding for chunk in one] == [pytest.approx(chunk.embedding, abs=1e-5) for chunk in other]


@pytest.mark.parametrize("encoder", [WordEncoder(), OnePassWordEncoder()], ids=["one by one", "one pass"])
def test_signs_and_silence_are_no_trouble(tmp_path: Path, encoder: WordEncoder) -> None:
    """Pictures alone, blanks, and a turn that is nothing but points."""
    texts = ["🙂🙂", "", "...", " \n ", "Yes."]
    write_table(tmp_path / "in", CONVERSATIONS, [call([turn("s1", text) for text in texts])])
    run(str(tmp_path / "in"), str(tmp_path / "out"), encoder, SETTINGS)
    chunks = list(read_table(tmp_path / "out", CHUNKS))

    assert [chunk.turn_start for chunk in chunks if chunk.level == "turn"] == [0, 2, 4]
    assert np.isfinite([chunk.embedding for chunk in chunks]).all()


def test_a_call_of_ten_hours_is_read_whole(tmp_path: Path) -> None:
    """Seven thousand turns: the last one is found like the first."""
    number = 7_000
    talk = call([turn("s1", f"We talk about thing{n // 40} at length.") for n in range(number)])
    write_table(tmp_path / "in", CONVERSATIONS, [talk])
    counts = run(str(tmp_path / "in"), str(tmp_path / "out"), OnePassWordEncoder(), SETTINGS)
    turns = [chunk.turn_start for chunk in read_table(tmp_path / "out", CHUNKS) if chunk.level == "turn"]

    assert turns == list(range(number))
    assert counts["chunks"] > number

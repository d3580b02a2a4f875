"""Chunks: four levels, stable ids, nothing of a conversation left out."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.records import Chunk
from talktrack.ingestion.embed.chunks import (
    CONVERSATION,
    SENTENCE,
    TOPIC,
    TURN,
    ChunkSettings,
    chunks_of,
    conversation_chunk,
)
from tests.samples import call, turn

SMALL = ChunkSettings(topic_words=6)
TALK = [
    turn("s1", "One two three.", 0, 2),
    turn("s2", "Four five.", 2, 4),
    turn("s1", "Six seven. Eight nine ten. Ok.", 5, 9),
]


def _made(level: str, settings: ChunkSettings = SMALL) -> list[Chunk]:
    return [chunk for chunk in chunks_of(call(TALK), settings) if chunk.level == level]


def test_topics_are_runs_of_turns_within_the_bound() -> None:
    """Three and two words fit six, the next six do not."""
    assert [(c.turn_start, c.turn_end, c.text) for c in _made(TOPIC)] == [
        (0, 2, "One two three.\nFour five."),
        (2, 3, "Six seven. Eight nine ten. Ok."),
    ]


def test_a_turn_carries_its_neighbours() -> None:
    """One before and one after, for an answer makes no sense without its question."""
    assert [c.text for c in _made(TURN)] == [
        "One two three.\nFour five.",
        "One two three.\nFour five.\nSix seven. Eight nine ten. Ok.",
        "Four five.\nSix seven. Eight nine ten. Ok.",
    ]


def test_sentences_are_those_of_long_turns() -> None:
    """A lone sentence is its turn already, and two words say too little."""
    assert [(c.turn_start, c.text) for c in _made(SENTENCE)] == [(2, "Eight nine ten.")]


def test_a_chunk_says_where_it_comes_from() -> None:
    """Role, channel, deal and times are those of its turns and its conversation."""
    first = _made(TOPIC)[0]

    assert (first.speaker_role, first.channel, first.stage, first.industry) == ("both", "call", "Discovery", "Retail")
    assert (first.start_s, first.end_s, first.started_at) == (0, 4, call().started_at)
    assert [c.speaker_role for c in _made(TURN)] == ["seller", "prospect", "seller"]


def test_ids_are_the_same_in_every_run() -> None:
    """Publishing again replaces instead of adding."""
    assert [c.id for c in chunks_of(call(TALK), SMALL)] == [c.id for c in chunks_of(call(TALK), SMALL)]


def test_ids_of_one_conversation_are_unique() -> None:
    """Also where one turn has more sentences than anybody expects."""
    long = call([turn("s1", "This is it. " * 1_200), turn("s2", "This is that. " * 3)])
    ids = [chunk.id for chunk in chunks_of(long, SMALL)]

    assert len(set(ids)) == len(ids)


def test_two_conversations_never_share_an_id() -> None:
    """Equal words in another call are other chunks."""
    here = {chunk.id for chunk in chunks_of(call(TALK, identity="c1"), SMALL)}

    assert here.isdisjoint(chunk.id for chunk in chunks_of(call(TALK, identity="c2"), SMALL))


TEXTS = st.lists(st.text(alphabet="ab .!\n", max_size=30), min_size=1, max_size=8)


@given(TEXTS, st.integers(1, 8))
def test_topics_cover_every_word_in_order(texts: list[str], topic_words: int) -> None:
    """Nothing is lost, nothing is said twice, and none is too long for the encoder."""
    spoken = call([turn("s1", text) for text in texts])
    topics = [c for c in chunks_of(spoken, ChunkSettings(topic_words=topic_words)) if c.level == TOPIC]

    assert " ".join(texts).split() == " ".join(c.text for c in topics).split()
    assert all(0 < len(c.text.split()) <= topic_words for c in topics)


@given(TEXTS)
def test_topic_spans_cover_all_turns(texts: list[str]) -> None:
    """From the first turn to the last without a gap, silent turns included."""
    topics = [c for c in chunks_of(call([turn("s1", text) for text in texts]), SMALL) if c.level == TOPIC]
    spans = list(dict.fromkeys((c.turn_start, c.turn_end) for c in topics))

    assert not topics or (spans[0][0], spans[-1][1]) == (0, len(texts))
    assert all(before[1] == after[0] for before, after in pairwise(spans))


def test_the_whole_conversation_is_the_unit_mean_of_its_topics() -> None:
    """(1,0) and (0,1) pull in equal parts."""
    whole = conversation_chunk(call(TALK), [np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)])

    assert whole is not None
    assert (whole.level, whole.turn_start, whole.turn_end) == (CONVERSATION, 0, 3)
    assert whole.embedding == pytest.approx([0.5**0.5, 0.5**0.5])


def test_a_conversation_is_named_by_its_title() -> None:
    """The title is what a list of results shows; without one it is how the call began."""
    vector = [np.array([1.0], dtype=np.float32)]
    titled = conversation_chunk(msgspec.structs.replace(call(TALK), title="Intro"), vector)
    untitled = conversation_chunk(call(TALK), vector)

    assert (titled and titled.text, untitled and untitled.text) == ("Intro", "One two three.\nFour five.")


def test_silence_has_no_chunks() -> None:
    """Neither topics nor a conversation vector come out of no words."""
    silent = call([turn("s1", "  "), turn("s2", "")])

    assert list(chunks_of(silent, SMALL)) == []
    assert conversation_chunk(silent, []) is None


@pytest.mark.parametrize(("topic_words", "context_turns"), [(0, 1), (120, -1)])
def test_senseless_settings_are_refused(topic_words: int, context_turns: int) -> None:
    """Before any work is done."""
    with pytest.raises(ConfigurationInvalidError, match="at least"):
        ChunkSettings(topic_words=topic_words, context_turns=context_turns)

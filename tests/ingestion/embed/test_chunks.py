"""Chunks: four levels, stable ids, nothing of a conversation left out."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.conversation import Conversation
from talktrack.core.ports import Vectors
from talktrack.core.records import Chunk
from talktrack.ingestion.embed.chunks import CONVERSATION, SENTENCE, TOPIC, TURN, chunks_of
from talktrack.ingestion.embed.levels import LevelSettings, one_by_one
from talktrack.ingestion.embed.outline import outline
from tests.samples import WordEncoder, call, turn

SETTINGS = LevelSettings()
TALK = [
    turn("s1", "One two three.", 0, 2),
    turn("s2", "Four five.", 2, 4),
    turn("s1", "Six seven. Eight nine ten. Ok.", 5, 9),
]


def _both(conversation: Conversation) -> tuple[list[Chunk], Vectors]:
    laid_out = outline(conversation)
    [levels] = one_by_one([laid_out], WordEncoder(), SETTINGS)
    return chunks_of(laid_out, levels, SETTINGS)


def _made(level: str, conversation: Conversation | None = None) -> list[Chunk]:
    return [chunk for chunk in _both(conversation or call(TALK))[0] if chunk.level == level]


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
    [whole] = _made(CONVERSATION)

    assert (whole.speaker_role, whole.channel, whole.stage, whole.industry) == ("both", "call", "Discovery", "Retail")
    assert (whole.start_s, whole.end_s, whole.started_at) == (0, 9, call().started_at)
    assert [c.speaker_role for c in _made(TURN)] == ["seller", "prospect", "seller"]


def test_vectors_stand_beside_their_chunks() -> None:
    """Those of turns and sentences are the vectors of their texts."""
    chunks, vectors = _both(call(TALK))
    told = [place for place, chunk in enumerate(chunks) if chunk.level in {TOPIC, TURN, SENTENCE}]

    assert vectors[told] == pytest.approx(WordEncoder().encode([chunks[place].text for place in told]), abs=1e-6)


def test_ids_are_the_same_in_every_run() -> None:
    """Publishing again replaces instead of adding."""
    assert [c.id for c in _both(call(TALK))[0]] == [c.id for c in _both(call(TALK))[0]]


def test_ids_of_one_conversation_are_unique() -> None:
    """Also where one turn has more sentences than anybody expects."""
    long = call([turn("s1", "This is it. " * 1_200), turn("s2", "This is that. " * 3)])
    ids = [chunk.id for chunk in _both(long)[0]]

    assert len(set(ids)) == len(ids)


def test_two_conversations_never_share_an_id() -> None:
    """Equal words in another call are other chunks."""
    here = {chunk.id for chunk in _both(call(TALK, identity="c1"))[0]}

    assert here.isdisjoint(chunk.id for chunk in _both(call(TALK, identity="c2"))[0])


TEXTS = st.lists(st.text(alphabet="ab .!\n", max_size=30), min_size=1, max_size=8).filter(
    lambda t: any(map(str.strip, t))
)


@given(TEXTS)
def test_topics_cover_every_word_in_order(texts: list[str]) -> None:
    """Nothing is lost, nothing is said twice."""
    topics = _made(TOPIC, call([turn("s1", text) for text in texts]))

    assert " ".join(texts).split() == " ".join(c.text for c in topics).split()


@given(TEXTS)
def test_topic_spans_cover_all_turns(texts: list[str]) -> None:
    """From the first turn to the last without a gap, silent turns included."""
    spans = [(c.turn_start, c.turn_end) for c in _made(TOPIC, call([turn("s1", text) for text in texts]))]

    assert (spans[0][0], spans[-1][1]) == (0, len(texts))
    assert all(before[1] == after[0] for before, after in pairwise(spans))


def test_a_conversation_is_named_by_its_title() -> None:
    """The title is what a list of results shows; without one it is how the call began."""
    [titled] = _made(CONVERSATION, msgspec.structs.replace(call(TALK), title="Intro"))
    [untitled] = _made(CONVERSATION)

    assert (titled.text, untitled.text) == ("Intro", "One two three.\nFour five.")


def test_what_has_no_vector_is_no_chunk() -> None:
    """A sentence of which the encoder knows no token has a vector of length 0."""
    laid_out = outline(call(TALK))
    [levels] = one_by_one([laid_out], WordEncoder(), SETTINGS)
    levels.sentences[:] = np.zeros_like(levels.sentences)
    chunks, vectors = chunks_of(laid_out, levels, SETTINGS)

    assert SENTENCE not in {chunk.level for chunk in chunks}
    assert len(vectors) == len(chunks)

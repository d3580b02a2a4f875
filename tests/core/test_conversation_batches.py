"""Batches hold whole conversations, in order, and about as many turns each."""

from __future__ import annotations

from talktrack.core.conversation import Conversation
from talktrack.core.conversation_batches import batches_of
from tests.samples import call, turn


def calls(*lengths: int) -> list[Conversation]:
    """Return calls of so many turns each."""
    return [call([turn("s1", "Yes.")] * length, identity=f"c{number}") for number, length in enumerate(lengths)]


def test_a_batch_ends_with_the_conversation_that_fills_it() -> None:
    """Conversations stay whole, and a long one shares its batch with those before it."""
    batches = [[one.id for one in batch] for batch in batches_of(calls(2, 9, 1, 1, 1), turns=3)]

    assert batches == [["c0", "c1"], ["c2", "c3", "c4"]]


def test_nothing_makes_no_batch() -> None:
    """An empty shard needs no encoder."""
    assert list(batches_of([])) == []

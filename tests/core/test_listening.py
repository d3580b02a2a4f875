"""Whether the seller takes up what was said: by words, by meaning, and by giving it back."""

from __future__ import annotations

import numpy as np
import pytest

from talktrack.core.listening import content, follow_up_rate, paraphrase_rate
from tests.samples import turn

SIDES = ["prospect", "seller", "prospect", "seller"]
TURNS = [
    turn("p", "Our invoices pile up."),
    turn("s", "Who writes the invoice?"),
    turn("p", "Nobody owns payroll."),
    turn("s", "Let me show you a dashboard."),
]


def test_a_reply_that_shares_a_content_word_takes_the_turn_up() -> None:
    """Invoice and invoices are one word; the second reply goes on about something else."""
    assert follow_up_rate(TURNS, SIDES) == 0.5


def test_a_reply_that_is_nearest_in_meaning_takes_the_turn_up() -> None:
    """Ten other turns of the prospect lie across, the last one in the direction of the reply."""
    turns = [turn("p", "Zebra.")] * 10 + [turn("p", "Apple."), turn("s", "Fruit?")]
    vectors = np.zeros((12, 3), dtype=np.float32)
    vectors[:10, 0], vectors[10:, 1] = 1.0, 1.0
    sides = ["prospect"] * 11 + ["seller"]

    assert (follow_up_rate(turns, sides, vectors), follow_up_rate(turns, sides)) == (1.0, 0.0)


def test_too_few_other_turns_say_nothing_about_meaning() -> None:
    """Nearer than nine in ten needs ten."""
    assert follow_up_rate(TURNS, SIDES, np.ones((4, 2), dtype=np.float32)) == 0.5


def test_a_reply_that_gives_half_its_words_back_paraphrases() -> None:
    """So does one that was heard as a summary."""
    turns = [turn("p", "Invoices pile up every month."), turn("s", "Invoices pile up?"), *TURNS[2:]]

    assert paraphrase_rate(turns, SIDES, frozenset()) == 0.5
    assert paraphrase_rate(turns, SIDES, frozenset({3})) == 1.0


@pytest.mark.parametrize("sides", [[], ["seller"], ["prospect", "prospect"]])
def test_without_replies_nothing_is_claimed(sides: list[str]) -> None:
    """A monologue listens to nobody."""
    turns = [turn("s", "Hello.")] * len(sides)

    assert (follow_up_rate(turns, sides), paraphrase_rate(turns, sides, frozenset())) == (None, None)


def test_tokens_of_personal_data_are_no_content() -> None:
    """That both name the same person is no sign of listening."""
    assert content("[PERSON:k3f2ab] maybe") == frozenset()

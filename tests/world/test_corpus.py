"""The corpus: endless enough, clean, and in pairs that belong together."""

from __future__ import annotations

from itertools import islice

import pytest

from talktrack.world import corpus
from talktrack.world.phrasebooks import BOOKS


@pytest.mark.parametrize("book", BOOKS)
def test_sentences_are_clean_and_not_empty(book: str) -> None:
    """No fillers, no empty strings."""
    found = list(islice(corpus.sentences(book, seed=1), 500))

    assert all(sentence.strip() and " um," not in sentence for sentence in found)


def test_dialogues_alternate_between_known_roles() -> None:
    """Roles are those of the records."""
    dialogue = next(corpus.dialogues("first", seed=1))

    assert {role for role, _ in dialogue} == {"seller", "prospect"}
    assert dialogue[0][0] == "seller"


def test_pairs_are_neighbours_of_a_dialogue() -> None:
    """A pair's halves follow each other in some conversation."""
    dialogue = [text for _, text in next(corpus.dialogues("first", seed=1))]
    before, after = next(corpus.adjacent_pairs("first", seed=1))

    assert dialogue[dialogue.index(before) + 1] == after


@pytest.mark.parametrize("book", BOOKS)
def test_what_can_be_asked_about_is_answered_by_the_prospect(book: str) -> None:
    """In every conversation there is something to look for, and each has answers in it."""
    for truth in islice(corpus.truths(book, seed=2), 10):
        found = list(corpus.findable(truth))

        assert found
        assert all(relevant for _, _, relevant in found)
        assert all(truth.turns[index].role == "prospect" for _, _, relevant in found for index in relevant)


def test_seeds_give_different_text() -> None:
    """Training and scoring can use different conversations of one book."""
    one, two = (set(islice(corpus.sentences("first", seed), 1000)) for seed in (1, 2))

    assert len(one & two) / len(one) < 0.2

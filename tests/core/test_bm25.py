"""The formula, and what must follow from it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from talktrack.core.bm25 import Bm25, words

TEXTS = ("the price of a seat", "the audit", "seat by seat, price after price", "")
INDEX = Bm25([words(text) for text in TEXTS])


def test_scores_are_those_of_the_formula() -> None:
    """Worked out by hand for one word in two of four texts, of five and six words; the mean is 3.25 words."""
    rarity = math.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
    once = rarity * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 5 / 3.25))
    twice = rarity * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 6 / 3.25))

    assert INDEX.scores(words("Price?")).tolist() == pytest.approx([once, 0.0, twice, 0.0])


def test_words_of_a_query_add_up_once_each() -> None:
    """A repeated word asks for nothing new; an unknown one finds nothing."""
    assert np.allclose(INDEX.scores(words("price audit")), INDEX.scores(words("price")) + INDEX.scores(words("audit")))
    assert np.array_equal(INDEX.scores(words("price price zebra")), INDEX.scores(words("price")))
    assert INDEX.scores(words("zebra")).tolist() == [0.0] * len(TEXTS)


def test_without_texts_or_words_nothing_is_found() -> None:
    """Nothing is divided by nothing."""
    assert Bm25([]).scores(["price"]).tolist() == []
    assert Bm25([[], []]).scores(["price"]).tolist() == [0.0, 0.0]

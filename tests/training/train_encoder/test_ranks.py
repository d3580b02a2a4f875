"""Rankings, their fusion, and how good they are."""

from __future__ import annotations

import math

import numpy as np
import pytest

from talktrack.training.train_encoder.ranks import best, both, ndcg


def test_the_best_come_first_and_nothing_without_a_score() -> None:
    """Equal scores keep their order, also where the depth cuts them."""
    scores = np.array([0.2, 0.9, 0.0, 0.2, 0.5, 0.2])

    assert best(scores) == [1, 4, 0, 3, 5]
    assert best(scores, depth=3) == [1, 4, 0]
    assert best(np.array([])) == []


def test_words_count_as_much_as_their_weight() -> None:
    """Without weight they bring nothing in; with a large one they lead."""
    assert both([1, 2], [3, 2], 0.0) == [1, 2]
    assert both([1, 2], [3, 2], 0.5) == [2, 1, 3]
    assert both([1, 2], [3, 4], 5.0) == [3, 4, 1, 2]


def test_ndcg_falls_with_the_rank_and_knows_the_best_possible() -> None:
    """The third rank gains a half; two of two at the top are perfect; the eleventh does not count."""
    assert ndcg({7}, [1, 2, 7]) == pytest.approx(0.5)
    assert ndcg({1, 2}, [2, 1, 5]) == 1.0
    assert ndcg({1, 2}, [1]) == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert ndcg({99}, [*range(10), 99]) == 0.0

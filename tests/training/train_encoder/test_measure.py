"""What is chosen from what was measured, and the two ways of reading."""

from __future__ import annotations

import pytest

from talktrack.training.train_encoder.exam import drawn_up
from talktrack.training.train_encoder.measure import Measure, words_weight_of
from tests.samples import OnePassWordEncoder
from tests.training.train_encoder.toy import toy_call


def test_words_weigh_as_much_as_costs_little() -> None:
    """The largest of those that keep nine tenths of the best."""
    assert words_weight_of({0.0: 0.20, 0.5: 0.21, 1.0: 0.19, 2.0: 0.18}, 0.9) == 1.0
    assert words_weight_of({0.0: 0.20, 0.5: 0.10}, 0.9) == 0.0


def test_both_ways_of_reading_have_the_same_chunks() -> None:
    """An encoder that only counts words finds the same in texts of three turns and in the sums of three turns."""
    measure, encoder = Measure(drawn_up(map(toy_call, range(6)))), OnePassWordEncoder()
    alone, read = measure.values(measure.alone(encoder)), measure.values(measure.in_one_pass(encoder))

    assert read == pytest.approx(alone)


def test_fused_are_vectors_alone_without_weight_and_words_first_with_much() -> None:
    """Here vectors find what words do not."""
    measure = Measure(drawn_up(map(toy_call, range(6))))
    vectors = [[place for place in range(24) if place not in ranking][:10] for ranking in measure.words]
    found = measure.fused(vectors, [0.0, 1000.0])

    assert found[0.0] == measure.mean(vectors)
    assert found[1000.0] >= measure.mean(measure.words) > found[0.0]

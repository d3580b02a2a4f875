"""When a tuned encoder is kept."""

from __future__ import annotations

import pytest

from talktrack.core.bootstrap import Interval, paired_interval
from talktrack.training.train_encoder.gate import KEPT, REFUSED, decided


def test_a_proven_gain_is_kept() -> None:
    """The whole interval lies above 0."""
    gain = paired_interval([0.2, 0.1, 0.3, 0.2] * 5, [f"c{n}" for n in range(20)])

    assert gain.mean == pytest.approx(0.2)
    assert 0 < gain.low < gain.mean < gain.high
    assert decided(gain).name == KEPT


@pytest.mark.parametrize("differences", [[-0.1, -0.2, -0.3], [0.0, 0.0, 0.0], [0.9, -0.8, 0.1]])
def test_what_chance_explains_is_refused(differences: list[float]) -> None:
    """Worse, equal, and better by luck."""
    verdict = decided(paired_interval(differences * 4, [f"c{n}" for n in range(12)]))

    assert verdict.name == REFUSED
    assert "not proven" in verdict.reason


def test_questions_of_one_call_count_once_together() -> None:
    """The same differences prove less when they come from two calls of ten than from ten."""
    differences = [0.3] * 10 + [-0.1] * 10
    two, ten = (paired_interval(differences, calls) for calls in (["a"] * 10 + ["b"] * 10, list("abcdefghij") * 2))

    assert two.low < ten.low


def test_few_conversations_prove_nothing() -> None:
    """However large the gain."""
    assert decided(Interval(0.9, 0.8, 1.0, clusters=2)).name == REFUSED
    assert decided(paired_interval([], [])).name == REFUSED

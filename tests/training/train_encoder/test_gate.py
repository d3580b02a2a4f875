"""When a tuned encoder is kept."""

from __future__ import annotations

import pytest

from talktrack.training.train_encoder.gate import KEPT, REFUSED, Gain, decided, gain_of


def test_a_proven_gain_is_kept() -> None:
    """The whole interval lies above 0."""
    gain = gain_of([0.2, 0.1, 0.3, 0.2] * 5, [f"c{n}" for n in range(20)])

    assert gain.mean == pytest.approx(0.2)
    assert 0 < gain.low < gain.mean < gain.high
    assert decided(gain).name == KEPT


@pytest.mark.parametrize("differences", [[-0.1, -0.2, -0.3], [0.0, 0.0, 0.0], [0.9, -0.8, 0.1]])
def test_what_chance_explains_is_refused(differences: list[float]) -> None:
    """Worse, equal, and better by luck."""
    verdict = decided(gain_of(differences * 4, [f"c{n}" for n in range(12)]))

    assert verdict.name == REFUSED
    assert "not proven" in verdict.reason


def test_questions_of_one_call_count_once_together() -> None:
    """The same differences prove less when they come from two calls of ten than from ten."""
    differences = [0.3] * 10 + [-0.1] * 10

    assert gain_of(differences, ["a"] * 10 + ["b"] * 10).low < gain_of(differences, [str(n) for n in range(20)]).low


def test_few_conversations_prove_nothing() -> None:
    """However large the gain."""
    assert decided(Gain(0.9, 0.8, 1.0, conversations=2)).name == REFUSED
    assert decided(gain_of([], [])).name == REFUSED

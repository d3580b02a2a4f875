"""The learning-rate schedule, and what validation does to it."""

from __future__ import annotations

import pytest

from talktrack.core.ports import LoraSettings
from talktrack.engines.learning_rate import Plateau, rate_factor


def test_the_rate_warms_up_linearly_then_decays_to_a_tenth() -> None:
    """A tenth of 20 steps warms up; the last factor stands one step before a tenth."""
    factors = [rate_factor(step, 20, 0.1) for step in range(20)]

    assert factors[:3] == [0.5, 1.0, 1.0]
    assert pytest.approx(0.1 ** (17 / 18)) == factors[-1]
    assert sorted(factors[2:], reverse=True) == factors[2:]


def test_a_plateau_halves_the_rate_and_then_ends_training() -> None:
    """Two validations without gain cut the rate, four end it; a better one starts the count again."""
    settings = LoraSettings(plateau_patience=2, plateau_factor=0.5, stop_patience=4)
    plateau, told = Plateau(), list[tuple[bool, float, bool]]()
    for loss in (1.0, 0.9, 0.9, 0.95, 0.8, 0.8, 0.8, 0.8, 0.8):
        told.append((plateau.hears(loss, settings), plateau.factor, plateau.is_over(settings)))

    assert [best for best, _, _ in told] == [True, True, False, False, True, False, False, False, False]
    assert [factor for _, factor, _ in told] == [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125]
    assert [over for _, _, over in told] == [False] * 8 + [True]


def test_without_patience_nothing_is_cut_and_nothing_ends() -> None:
    """0 switches both off."""
    settings = LoraSettings(plateau_patience=0, stop_patience=0)
    plateau = Plateau()
    heard = [plateau.hears(1.0, settings) for _ in range(9)]

    assert heard == [True] + [False] * 8
    assert (plateau.factor, plateau.is_over(settings)) == (1.0, False)

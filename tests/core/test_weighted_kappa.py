"""Weighted kappa, by hand."""

from __future__ import annotations

import pytest

from talktrack.core.weighted_kappa import weighted_kappa


def test_agreement_chance_and_contradiction() -> None:
    """All alike is 1, all opposite is -1, no rows say nothing."""
    assert [weighted_kappa([1, 5], [1, 5]), weighted_kappa([1, 5], [5, 1]), weighted_kappa([], [])] == [1.0, -1.0, 0.0]


def test_far_off_costs_more_than_near() -> None:
    """One of four is a level off, four squared levels would be by chance: 1 - 1 / 4, as scikit-learn says too."""
    assert weighted_kappa([1, 1, 2, 3], [1, 1, 2, 2]) == pytest.approx(0.75)

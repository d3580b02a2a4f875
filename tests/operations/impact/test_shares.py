"""Intervals of shares and of their difference."""

from __future__ import annotations

import pytest

from talktrack.operations.impact.samples import Sample
from talktrack.operations.impact.shares import design_effect, share_difference, wilson


def sample(hits: int, of: int, per_cluster: int = 1) -> Sample:
    """Return observations, the hits first, so many to a cluster."""
    made = Sample()
    for number in range(of):
        made.add(float(number < hits), f"a{number // per_cluster}")
    return made


@pytest.mark.parametrize(
    ("before", "after", "low", "high"),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
        ((0, 20), (0, 10), -0.1611, 0.2775),
        ((0, 10), (10, 10), 0.6075, 1.0),
    ],
)
def test_the_published_intervals(before: tuple[int, int], after: tuple[int, int], low: float, high: float) -> None:
    """Newcombe 1998, table II, method 10: (a) to (e) and (h)."""
    found = share_difference(sample(*before), sample(*after))

    assert found == pytest.approx((low, high), abs=1e-4)


def test_the_interval_of_one_share() -> None:
    """Newcombe's example for one share, 81 of 263."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_deals_of_one_account_count_less() -> None:
    """Where accounts win all or lose all, forty deals in ten accounts tell as much as ten."""
    assert design_effect(sample(20, 40)) == 1.0
    assert design_effect(sample(20, 40, per_cluster=4)) == pytest.approx(4 * 10 / 9)


def test_shares_without_any_spread() -> None:
    """Nobody won, nobody lost: the interval has still a width."""
    low, high = share_difference(sample(0, 20, 2), sample(20, 20, 2))

    assert 0.6 < low < 1.0 == pytest.approx(high)

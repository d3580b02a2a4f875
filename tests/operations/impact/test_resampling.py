"""Intervals of means, medians and weekly totals."""

from __future__ import annotations

from random import Random

import pytest

from talktrack.operations.impact.resampling import Draws, mean_difference, median_difference, weekly_difference
from talktrack.operations.impact.samples import Sample

DRAWS = Draws(resamples=1000)


def sample(values: list[float], per_cluster: int = 1, prefix: str = "a", weeks: int = 0) -> Sample:
    """Return a sample of values, so many to a cluster."""
    made = Sample(keeps_values=True, weeks=weeks)
    for number, value in enumerate(values):
        made.add(value, f"{prefix}{number // per_cluster}")
    return made


def normal(seed: int, mean: float, size: int) -> list[float]:
    """Return normal values of spread 1."""
    random = Random(seed)
    return [random.gauss(mean, 1.0) for _ in range(size)]


def test_the_interval_of_means_is_that_of_the_textbook() -> None:
    """For normal values of different accounts it is the difference plus or minus 1.96 standard errors."""
    before, after = sample(normal(1, 0, 400)), sample(normal(2, 1, 400), prefix="b")
    low, high = mean_difference(before, after, DRAWS)
    difference = after.total / 400 - before.total / 400

    assert (low, high) == pytest.approx((difference - 0.139, difference + 0.139), abs=0.02)


def test_the_interval_of_medians_is_that_of_the_textbook() -> None:
    """The median of normal values is 1.25 times less sure than their mean."""
    before, after = sample(normal(1, 0, 400)), sample(normal(2, 1, 400), prefix="b")
    low, high = median_difference(before, after, DRAWS)

    assert high - low == pytest.approx(2 * 1.2533 * 0.139, rel=0.25)
    assert low < 1.0 < high


def test_values_that_belong_together_are_drawn_together() -> None:
    """Ten copies of each value tell nothing new."""
    values = normal(1, 0, 40)
    once = mean_difference(sample(values), sample(normal(2, 1, 40), prefix="b"), DRAWS)
    copied = [value for value in values for _ in range(10)]
    ten_times = mean_difference(
        sample(copied, 10), sample([value for value in normal(2, 1, 40) for _ in range(10)], 10, "b"), DRAWS
    )

    assert ten_times == pytest.approx(once)


def test_what_clusters_have_in_common_falls_out() -> None:
    """Users who are slow on both sides say nothing about the difference between them."""
    slow = [100.0 * number for number in range(30)]
    before, after = sample(slow), sample([value - 5 + number % 3 for number, value in enumerate(slow)])
    low, high = mean_difference(before, after, DRAWS)

    assert -4.5 < low < -4.0 < high < -3.5


def test_weekly_totals() -> None:
    """Twenty users of whom every other comes once more a week after: about ten more, give or take."""
    before = sample([10.0] * 20, weeks=10)
    after = sample([10.0 + 10 * (number % 2) for number in range(20)], weeks=10)
    low, high = weekly_difference(before, after, DRAWS)

    assert low < 10 < high
    assert high - low == pytest.approx(2 * 1.96 * 20 * 0.5 / 20**0.5, rel=0.15)


def test_the_same_seed_gives_the_same_interval() -> None:
    """A report that is made again says the same."""
    before, after = sample(normal(1, 0, 30)), sample(normal(2, 1, 30))

    assert mean_difference(before, after, DRAWS) == mean_difference(before, after, DRAWS)

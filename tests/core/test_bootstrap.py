"""Paired bootstrap intervals."""

from __future__ import annotations

import numpy as np
import pytest

from talktrack.core.bootstrap import Draws, paired_interval


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    """Of 200 samples of 40 independent rows with mean 0.3, about 95 % of the intervals hold it."""
    rng = np.random.default_rng(1)
    clusters = [str(n) for n in range(40)]
    found = [paired_interval(rng.normal(0.3, 1, 40).tolist(), clusters, Draws(400, n)) for n in range(200)]
    covered = np.mean([interval.low <= 0.3 <= interval.high for interval in found])

    assert covered == pytest.approx(0.95, abs=0.05)


def test_the_interval_covers_the_truth_with_few_conversations() -> None:
    """Eight conversations of four alike rows: plain percentiles would cover 89 % of 400 samples."""
    rng = np.random.default_rng(6)
    clusters = [str(n // 4) for n in range(32)]
    samples = (rng.normal(0.3, 1, 8).repeat(4) + rng.normal(0, 0.5, 32) for _ in range(400))
    found = [paired_interval(sample.tolist(), clusters, Draws(1000, n)) for n, sample in enumerate(samples)]
    covered = np.mean([interval.low <= 0.3 <= interval.high for interval in found])

    assert covered == pytest.approx(0.95, abs=0.025)


def test_no_difference_is_seldom_found_among_many_comparisons() -> None:
    """In 200 trials of four comparisons without any difference, at most a tenth have an interval without the zero."""
    rng = np.random.default_rng(4)
    clusters = [str(n) for n in range(40)]
    draws = Draws(resamples=1000, together=4)
    trials = [[paired_interval(rng.normal(0, 1, 40).tolist(), clusters, draws) for _ in range(4)] for _ in range(200)]
    mistaken = np.mean([any(not gain.low <= 0 <= gain.high for gain in trial) for trial in trials])

    assert 0 < mistaken < 0.1


def test_rows_of_one_conversation_count_as_one() -> None:
    """Repeating each row nine times in its conversation does not narrow the interval."""
    values = np.random.default_rng(2).normal(0, 1, 12).tolist()
    alone = paired_interval(values, [str(n) for n in range(12)])
    repeated = paired_interval(np.repeat(values, 9).tolist(), [str(n) for n in np.repeat(range(12), 9)])

    assert (repeated.low, repeated.high) == pytest.approx((alone.low, alone.high))
    assert repeated.clusters == 12


def test_the_seed_decides_the_draws() -> None:
    """Equal seeds give equal intervals."""
    values = np.random.default_rng(3).normal(0, 1, 30).tolist()
    clusters = [str(n) for n in range(30)]

    assert paired_interval(values, clusters, Draws(seed=1)) == paired_interval(values, clusters, Draws(seed=1))
    assert paired_interval(values, clusters, Draws(seed=1)) != paired_interval(values, clusters, Draws(seed=2))


def test_nothing_compared_is_no_evidence() -> None:
    """Without rows the interval is empty, over no conversation."""
    assert paired_interval([], []).clusters == 0

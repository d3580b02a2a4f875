"""The sequential tests against what mathematics says about them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from talktrack.core.traffic import Counters
from talktrack.operations.rollout.evidence import latency_worse, mixture_log_ratio, share_worse, split_wrong


@pytest.mark.parametrize("effect", [-0.3, -0.02, 0.0, 0.01, 0.2])
def test_the_ratio_is_the_integral_over_the_half_normal(effect: float) -> None:
    """The closed form equals numerical integration of the likelihood ratio over the mixing distribution."""
    variance, spread = 0.0004, 0.05
    shifts = np.linspace(0, 12 * spread, 200_001)
    prior = 2 / (spread * math.sqrt(2 * math.pi)) * np.exp(-(shifts**2) / (2 * spread**2))
    ratio = np.exp((effect * shifts - shifts**2 / 2) / variance)
    integral = float(np.trapezoid(prior * ratio, shifts))

    assert mixture_log_ratio(effect, variance, spread) == pytest.approx(math.log(integral), rel=1e-6)


def test_the_ratio_is_finite_far_on_the_good_side() -> None:
    """A candidate that is much better gives a finite number, not an underflow."""
    assert -50 < mixture_log_ratio(-1.0, 1e-6, 0.05) < 0


def test_the_two_formulas_of_the_tail_meet() -> None:
    """The series takes over where the direct formula still works."""
    near, far = (mixture_log_ratio(effect, 1.0, 1.0) for effect in (-42.42, -42.43))

    assert near == pytest.approx(far, abs=0.002)


def test_more_errors_are_more_evidence() -> None:
    """The ratio grows with the candidate's errors."""
    ratios = [share_worse([((50, errors), (1000, 100))], 0.0, 0.05) for errors in (5, 10, 20)]

    assert ratios == sorted(ratios)


def test_equal_latency_is_no_evidence() -> None:
    """Equal arms give a ratio below one."""
    arm = Counters(requests=500, log_latency_sum=500 * 5.0, log_latency_sumsq=500 * (25.0 + 0.16))

    assert latency_worse([(arm, arm)], 1.05, 0.15) < 0


def test_a_split_as_asked_is_no_evidence() -> None:
    """The share itself speaks against a mismatch."""
    assert split_wrong(9500, 500, 0.05) < 0


def test_a_false_split_alarm_is_rare() -> None:
    """Looking after each of 50 batches, fewer than 1 in 1000 true splits are ever called wrong."""
    random = np.random.default_rng(11)
    alarms = 0
    for _ in range(2000):
        totals = np.cumsum(random.binomial(100, 0.1, 50))
        looks = (split_wrong(100 * (at + 1) - got, got, 0.1) for at, got in enumerate(totals))
        alarms += max(looks) >= math.log(1000)

    assert alarms <= 2


def test_what_differs_between_strata_is_no_evidence() -> None:
    """Both arms fail more often in the hour in which the candidate gets more of the traffic."""
    quiet, busy = ((38, 2), (3800, 200)), ((300, 300), (1000, 1000))
    together = ((338, 302), (4800, 1200))

    assert share_worse([together], 0.0, 0.05) > 6
    assert share_worse([quiet, busy], 0.0, 0.05) < 0

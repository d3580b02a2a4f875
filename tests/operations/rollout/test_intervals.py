"""Intervals that hold at every look: the formula against mathematics, and coverage by simulation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from talktrack.core.traffic import Counters
from talktrack.operations.rollout.intervals import Interval, latency_ratio, radius, share_difference

RUNS, LOOKS, REQUESTS_PER_LOOK = 600, 80, 25
STABLE_PER_CANDIDATE = np.repeat([19, 9, 3, 1], LOOKS // 4)  # the ladder 5, 10, 25, 50 %
FIXED_SAMPLE_95 = 1.96


@dataclass(frozen=True)
class Arms:
    """True shares of bad answers, (stable, candidate)."""

    stable: float
    candidate: float


def looks(arms: Arms, random: np.random.Generator) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield the bad answers and all answers so far of one rollout, look by look."""
    stable = np.cumsum(REQUESTS_PER_LOOK * STABLE_PER_CANDIDATE)
    candidate = np.cumsum(np.full(LOOKS, REQUESTS_PER_LOOK))
    bad_stable = np.cumsum(random.binomial(REQUESTS_PER_LOOK * STABLE_PER_CANDIDATE, arms.stable))
    bad_candidate = np.cumsum(random.binomial(REQUESTS_PER_LOOK, arms.candidate, LOOKS))
    for place in range(1, LOOKS):  # the first look is below the samples that are asked for
        yield (
            (float(bad_stable[place]), float(bad_candidate[place])),
            (float(stable[place]), float(candidate[place])),
        )


def covered(interval: Interval, truth: float) -> bool:
    """Tell whether the truth lies inside."""
    return interval.low <= truth <= interval.high


@pytest.mark.parametrize("effect", [0.0, 0.02, 0.1])
def test_the_bound_is_where_the_mixture_ratio_reaches_one_over_alpha(effect: float) -> None:
    """At the edge of the interval the likelihood ratio, integrated over the normal mixture, is 20."""
    variance, spread = 0.0004, 0.05
    edge = radius(variance, spread) + effect
    shifts = np.linspace(-12 * spread, 12 * spread, 400_001)
    prior = np.exp(-(shifts**2) / (2 * spread**2)) / (spread * math.sqrt(2 * math.pi))
    ratio = np.exp(((edge - effect) * shifts - shifts**2 / 2) / variance)

    assert float(np.trapezoid(prior * ratio, shifts)) == pytest.approx(20.0, rel=1e-6)


def test_more_samples_make_it_narrower() -> None:
    """Four times the data, about half the width."""
    narrow, wide = radius(1e-4, 0.05), radius(4e-4, 0.05)

    assert 1.7 < wide / narrow < 2.3


@pytest.mark.parametrize(
    "arms",
    [Arms(0.05, 0.05), Arms(0.05, 0.08), Arms(0.02, 0.1), Arms(0.005, 0.005), Arms(0.001, 0.01), Arms(0.3, 0.3)],
    ids=str,
)
def test_the_true_difference_is_inside_at_all_looks_in_95_percent_of_rollouts(arms: Arms) -> None:
    """Looked at after every 25 candidate requests, while the weight rises."""
    random = np.random.default_rng(3)
    truth = arms.candidate - arms.stable
    held = [
        all(covered(share_difference(bad, of, 0.05), truth) for bad, of in looks(arms, random)) for _ in range(RUNS)
    ]

    assert np.mean(held) >= 0.95


def test_an_interval_for_one_look_would_not_hold() -> None:
    """The same rollouts with 1.96 standard errors: what looking again and again does, so the test above can fail."""
    random = np.random.default_rng(3)
    held = []
    for _ in range(RUNS):
        inside = True
        for bad, of in looks(Arms(0.05, 0.05), random):
            shares = [part / whole for part, whole in zip(bad, of, strict=True)]
            error = math.sqrt(sum(share * (1 - share) / whole for share, whole in zip(shares, of, strict=True)))
            inside = inside and abs(shares[1] - shares[0]) <= FIXED_SAMPLE_95 * error
        held.append(inside)

    assert np.mean(held) < 0.8


@pytest.mark.parametrize(("ratio", "sigma"), [(1.0, 0.5), (1.15, 0.5), (1.0, 1.2)])
def test_the_true_latency_ratio_is_inside_at_all_looks(ratio: float, sigma: float) -> None:
    """Log-normal latencies, unequal arms."""
    random = np.random.default_rng(5)
    held = [
        all(covered(interval, ratio) for interval in _latency_looks(ratio, sigma, random)) for _ in range(RUNS // 2)
    ]

    assert np.mean(held) >= 0.95


def _latency_looks(ratio: float, sigma: float, random: np.random.Generator) -> Iterator[Interval]:
    arms = [Counters(), Counters()]
    for look, per_candidate in enumerate(STABLE_PER_CANDIDATE):
        for index, (number, middle) in enumerate(((per_candidate, 200.0), (1, 200.0 * ratio))):
            logs = random.normal(math.log(1000 * middle), sigma, int(number) * REQUESTS_PER_LOOK)
            more = Counters(
                requests=len(logs), log_latency_sum=float(logs.sum()), log_latency_sumsq=float(np.square(logs).sum())
            )
            arms[index] = arms[index].plus(more)
        if look:
            yield latency_ratio(arms[0], arms[1], 0.15)


def test_bounds_of_shares_stay_possible() -> None:
    """A difference of shares lies between -1 and 1, however little is known."""
    interval = share_difference((0.0, 1.0), (1.0, 1.0), 0.05)

    assert (interval.center, interval.low, interval.high) == (1.0, -1.0, 1.0)

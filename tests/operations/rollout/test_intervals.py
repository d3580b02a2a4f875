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
LOOKS_PER_WEIGHT = LOOKS // 4
STABLE_PER_CANDIDATE = (19, 9, 3, 1)  # the ladder 5, 10, 25, 50 %
FIXED_SAMPLE_95 = 1.96

Strata = list[tuple[tuple[float, float], tuple[float, float]]]


@dataclass(frozen=True)
class Arms:
    """True shares of bad answers, (stable, candidate); both rise by `drift` from one weight to the next."""

    stable: float
    candidate: float
    drift: float = 0.0


def looks(arms: Arms, random: np.random.Generator) -> Iterator[Strata]:
    """Yield what one rollout has counted so far, by weight, look by look."""
    strata: Strata = []
    for place, ratio in enumerate(STABLE_PER_CANDIDATE):
        bad, of = (0.0, 0.0), (0.0, 0.0)
        for look in range(LOOKS_PER_WEIGHT):
            stable = random.binomial(REQUESTS_PER_LOOK * ratio, arms.stable + place * arms.drift)
            candidate = random.binomial(REQUESTS_PER_LOOK, arms.candidate + place * arms.drift)
            bad = (bad[0] + stable, bad[1] + candidate)
            of = (of[0] + REQUESTS_PER_LOOK * ratio, of[1] + REQUESTS_PER_LOOK)
            if place or look:  # the first look is below the samples that are asked for
                yield [*strata, (bad, of)]
        strata.append((bad, of))


def pooled(strata: Strata) -> Strata:
    """Return the same counts as if there had been one weight."""
    bad, of = ([sum(pair[which][arm] for pair in strata) for arm in (0, 1)] for which in (0, 1))
    return [((bad[0], bad[1]), (of[0], of[1]))]


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
    [
        Arms(0.05, 0.05),
        Arms(0.05, 0.05, 0.04),
        Arms(0.05, 0.08),
        Arms(0.02, 0.1),
        Arms(0.005, 0.005),
        Arms(0.001, 0.01),
        Arms(0.3, 0.3),
    ],
    ids=str,
)
def test_the_true_difference_is_inside_at_all_looks_in_95_percent_of_rollouts(arms: Arms) -> None:
    """Looked at after every 25 candidate requests, while the weight rises."""
    random = np.random.default_rng(3)
    truth = arms.candidate - arms.stable
    held = [all(covered(share_difference(strata, 0.05), truth) for strata in looks(arms, random)) for _ in range(RUNS)]

    assert np.mean(held) >= 0.95


def test_a_bad_hour_for_both_arms_is_no_difference() -> None:
    """Errors of both arms rise with the weights: taken together they would seem to be the candidate's."""
    random, arms = np.random.default_rng(3), Arms(0.05, 0.05, drift=0.04)
    ends = [list(looks(arms, random)) for _ in range(100)]
    by_weight = [all(covered(share_difference(strata, 0.05), 0.0) for strata in run) for run in ends]
    together = [all(covered(share_difference(pooled(strata), 0.05), 0.0) for strata in run) for run in ends]

    assert np.mean(by_weight) >= 0.95
    assert np.mean(together) < 0.2


def test_an_interval_for_one_look_would_not_hold() -> None:
    """The same rollouts with 1.96 standard errors: what looking again and again does, so the test above can fail."""
    random = np.random.default_rng(3)
    held = []
    for _ in range(RUNS):
        inside = True
        for strata in looks(Arms(0.05, 0.05), random):
            ((bad, of),) = pooled(strata)
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
    """Both arms become slower from one weight to the next."""
    strata: list[tuple[Counters, Counters]] = []
    for place, stable in enumerate(STABLE_PER_CANDIDATE):
        arms, middle = (Counters(), Counters()), 200.0 * 1.3**place
        for look in range(LOOKS_PER_WEIGHT):
            arms = (
                arms[0].plus(_answers(stable * REQUESTS_PER_LOOK, middle, sigma, random)),
                arms[1].plus(_answers(REQUESTS_PER_LOOK, middle * ratio, sigma, random)),
            )
            if place or look:
                yield latency_ratio([*strata, arms], 0.15)
        strata.append(arms)


def _answers(requests: int, middle_ms: float, sigma: float, random: np.random.Generator) -> Counters:
    logs = random.normal(math.log(1000 * middle_ms), sigma, requests)
    return Counters(
        requests=requests, log_latency_sum=float(logs.sum()), log_latency_sumsq=float(np.square(logs).sum())
    )


def test_bounds_of_shares_stay_possible() -> None:
    """A difference of shares lies between -1 and 1, however little is known."""
    interval = share_difference([((0.0, 1.0), (1.0, 1.0))], 0.05)

    assert (interval.center, interval.low, interval.high) == (1.0, -1.0, 1.0)

"""Always-valid evidence that the candidate is worse: it may be looked at after every request without inflating errors.

The mixture sequential probability ratio test of H. Robbins, "Statistical Methods Related to the Law of the Iterated
Logarithm" (Annals of Mathematical Statistics 41(5), 1970), as used for experiments by R. Johari, P. Koomen, L. Pekelis
and D. Walsh, "Always Valid Inference: Continuous Monitoring of A/B Tests" (Operations Research 70(3), 2022). One-sided:
the mixing distribution is the half of a normal distribution that lies above zero. Under the null hypothesis the ratio
is a non-negative supermartingale that starts at 1, so by Ville's inequality it exceeds 1/alpha at any time with
probability at most alpha. The difference of two running means has independent increments in its information
1/variance whatever the traffic split was, so the weights may change between looks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from talktrack.core.traffic import Counters

FAR = 30.0

Pair = tuple[float, float]
Shares = tuple[Pair, Pair]
Arms = tuple[Counters, Counters]


def mixture_log_ratio(effect: float, variance: float, spread: float) -> float:
    """Return the log likelihood ratio of "greater than zero" against "zero" for an estimate with known variance.

    `spread` is the scale of effects worth finding, in the unit of `effect`.
    """
    total = variance + spread * spread
    x = effect * spread / math.sqrt(variance * total)
    return 0.5 * math.log(variance / total) + _log_scaled_tail(x)


def _log_scaled_tail(x: float) -> float:
    """Return x²/2 + log(2 Φ(x)); far to the left by the first term of the asymptotic series."""
    if x < -FAR:
        return -math.log(-x * math.sqrt(math.pi / 2))
    return 0.5 * x * x + math.log(math.erfc(-x / math.sqrt(2)))


def share_worse(strata: Sequence[Shares], tolerance: float, spread: float) -> float:
    """Return the log ratio that the candidate's bad share exceeds the stable one by more than `tolerance`.

    A stratum is (bad, of), each as (stable, candidate), with something in both arms. Its variance pools them, with one
    bad and one good answer added so that it is never zero.
    """
    effect, variance = _stratified([_share_difference(bad, of) for bad, of in strata])
    return mixture_log_ratio(effect - tolerance, variance, spread)


def latency_worse(strata: Sequence[Arms], tolerated_ratio: float, spread: float) -> float:
    """Return the log ratio that the candidate's typical latency exceeds `tolerated_ratio` times the stable one.

    A stratum is (stable, candidate), each with two good answers at least. Compares mean log seconds (Welch's variance),
    which sees a slower distribution long before its p95 does.
    """
    effect, variance = _stratified([_latency_difference(stable, candidate) for stable, candidate in strata])
    return mixture_log_ratio(effect - math.log(tolerated_ratio), variance, spread)


def _stratified(found: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """Return the mean of differences and its variance, from (difference, variance, weight) of each stratum.

    The weights 1 / (1/n + 1/m) are those of W. G. Cochran, "Some Methods for Strengthening the Common χ² Tests"
    (Biometrics 10(4), 1954). What changes for both arms from one stratum to the next falls out.
    """
    total = sum(weight for _, _, weight in found)
    effect = sum(difference * weight for difference, _, weight in found) / total
    return effect, sum(variance * (weight / total) ** 2 for _, variance, weight in found)


def _share_difference(bad: Pair, of: Pair) -> tuple[float, float, float]:
    pooled, rarity = (bad[0] + bad[1] + 1) / (of[0] + of[1] + 2), 1 / of[0] + 1 / of[1]
    return bad[1] / of[1] - bad[0] / of[0], pooled * (1 - pooled) * rarity, 1 / rarity


def _latency_difference(stable: Counters, candidate: Counters) -> tuple[float, float, float]:
    means = [arm.log_latency_sum / arm.answered for arm in (stable, candidate)]
    variances = [
        max(arm.log_latency_sumsq / arm.answered - mean * mean, SMALLEST_VARIANCE) / (arm.answered - 1)
        for arm, mean in zip((stable, candidate), means, strict=True)
    ]
    return means[1] - means[0], sum(variances), 1 / (1 / stable.answered + 1 / candidate.answered)


SMALLEST_VARIANCE = 1e-4


def split_wrong(stable: float, candidate: float, share: float, weight_of_prior: float = 100.0) -> float:
    """Return the log Bayes factor that requests were not split as asked (sample-ratio mismatch).

    A Beta prior centred on the asked share against the share itself; valid at every look. M. Lindon and A. Malek,
    "Anytime-Valid Inference for Multinomial Count Data" (NeurIPS 2022).
    """
    a, b = share * weight_of_prior, (1 - share) * weight_of_prior
    mixed = _log_beta(a + candidate, b + stable) - _log_beta(a, b)
    return mixed - candidate * math.log(share) - stable * math.log(1 - share)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)

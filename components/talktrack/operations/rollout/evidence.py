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

from talktrack.core.traffic import Counters

FAR = 30.0


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


def share_worse(bad: tuple[float, float], of: tuple[float, float], tolerance: float, spread: float) -> float:
    """Return the log ratio that the candidate's bad share exceeds the stable one by more than `tolerance`.

    Pairs are (stable, candidate). The variance pools both arms, with one bad and one good answer added so that it is
    never zero.
    """
    pooled = (bad[0] + bad[1] + 1) / (of[0] + of[1] + 2)
    variance = pooled * (1 - pooled) * (1 / of[0] + 1 / of[1])
    return mixture_log_ratio(bad[1] / of[1] - bad[0] / of[0] - tolerance, variance, spread)


def latency_worse(stable: Counters, candidate: Counters, tolerated_ratio: float, spread: float) -> float:
    """Return the log ratio that the candidate's typical latency exceeds `tolerated_ratio` times the stable one.

    Compares mean log seconds (Welch's variance), which sees a slower distribution long before its p95 does.
    """
    means = [arm.log_latency_sum / arm.answered for arm in (stable, candidate)]
    variances = [
        max(arm.log_latency_sumsq / arm.answered - mean * mean, SMALLEST_VARIANCE) / (arm.answered - 1)
        for arm, mean in zip((stable, candidate), means, strict=True)
    ]
    return mixture_log_ratio(means[1] - means[0] - math.log(tolerated_ratio), sum(variances), spread)


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

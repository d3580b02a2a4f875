"""How far the candidate may be from the stable release: intervals that hold at every look, however often one looks.

The confidence sequence of the normal mixture of H. Robbins, "Statistical Methods Related to the Law of the Iterated
Logarithm" (Annals of Mathematical Statistics 41(5), 1970), as in S. Howard, A. Ramdas, J. McAuliffe and J. Sekhon,
"Time-uniform, nonparametric, nonasymptotic confidence sequences" (Annals of Statistics 49(2), 2021), equation 14. It
holds every effect that the two-sided form of the test in `evidence` would not reject: with an estimate of variance V
and effects of scale t that are worth finding, the radius is

    sqrt( V (V + t²) / t² · ( 2 log(1 / alpha) + log((V + t²) / V) ) )

The variances are estimated from the counts, so coverage is asymptotic in the sense of I. Waudby-Smith, D. Arbour,
R. Sinha, E. Kennedy and A. Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences" (Annals of
Statistics 52(6), 2024): from a few dozen samples per arm on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from talktrack.core.traffic import Counters
from talktrack.operations.rollout.evidence import SMALLEST_VARIANCE

Pair = tuple[float, float]
Shares = tuple[Pair, Pair]
Arms = tuple[Counters, Counters]
ALPHA = 0.05
SMALLEST = 1e-18
LARGEST_LOG = 20.0


class Interval(msgspec.Struct, frozen=True, array_like=True):
    """An estimate and the bounds between which the truth lies."""

    center: float
    low: float
    high: float


def radius(variance: float, spread: float, alpha: float = ALPHA) -> float:
    """Return half the width around an estimate with this variance; `spread` is the scale of effects worth finding."""
    known = min(max(variance, SMALLEST), 1 / SMALLEST)
    total = known + spread * spread
    return math.sqrt(known * total * (2 * math.log(1 / alpha) + math.log(total / known))) / spread


def share_difference(strata: Sequence[Shares], spread: float) -> Interval:
    """Return by how much the candidate's bad share exceeds the stable one.

    A stratum is (bad, of), each as (stable, candidate), with something in both arms; what changes for both arms from
    one stratum to the next falls out. The bounds lie around shares that count answers which never were, half of them
    bad: z²/4 of each kind and arm, where the bound is z standard errors wide (A. Agresti and B. Caffo, The American
    Statistician 54(4), 2000, at z = 2). Without them an arm that has been lucky so far would seem sure.
    """
    center, _ = _shrunk(strata, 0.0)
    plain = max(_shrunk(strata, 1.0)[1], SMALLEST)
    standard_errors = radius(plain, spread) / math.sqrt(plain)
    middle, variance = _shrunk(strata, standard_errors**2 / 4)
    around = radius(max(plain, variance), spread)
    return Interval(center, max(min(center, middle - around), -1.0), min(max(center, middle + around), 1.0))


def _shrunk(strata: Sequence[Shares], added: float) -> tuple[float, float]:
    """Return the difference and its variance with so many answers of each kind added to each arm, over all strata."""
    weights = _weights([of for _, of in strata])
    found = [_arms(bad, of, added * weight) for (bad, of), weight in zip(strata, weights, strict=True)]
    return _mean([(arms[1][0] - arms[0][0], arms[0][1] + arms[1][1]) for arms in found], weights)


def _arms(bad: Pair, of: Pair, added: float) -> list[Pair]:
    """Return share and variance of both arms."""
    arms = [((part + added) / (whole + 2 * added), whole + 2 * added) for part, whole in zip(bad, of, strict=True)]
    return [(share, share * (1 - share) / whole) for share, whole in arms]


def latency_ratio(strata: Sequence[Arms], spread: float) -> Interval:
    """Return the candidate's geometric mean latency as a multiple of the stable one.

    A stratum is (stable, candidate), each with two good answers at least. The interval is that of the difference of
    mean logarithms (Welch's variance), brought back by the exponential.
    """
    weights = _weights([(stable.answered, candidate.answered) for stable, candidate in strata])
    center, variance = _mean([_log_difference(stable, candidate) for stable, candidate in strata], weights)
    around = radius(variance, spread)
    return Interval(_factor(center), _factor(center - around), _factor(center + around))


def _log_difference(stable: Counters, candidate: Counters) -> Pair:
    means = [arm.log_latency_sum / arm.answered for arm in (stable, candidate)]
    variances = [
        max(arm.log_latency_sumsq / arm.answered - mean * mean, SMALLEST_VARIANCE) / (arm.answered - 1)
        for arm, mean in zip((stable, candidate), means, strict=True)
    ]
    return means[1] - means[0], sum(variances)


def _weights(sizes: Sequence[Pair]) -> list[float]:
    """Return the share of each stratum by the weights of W. G. Cochran (Biometrics 10(4), 1954): 1 / (1/n + 1/m)."""
    whole = [1 / (1 / stable + 1 / candidate) for stable, candidate in sizes]
    return [size / sum(whole) for size in whole]


def _mean(found: Sequence[Pair], weights: Sequence[float]) -> Pair:
    """Return the weighted mean of (difference, variance)."""
    pairs = list(zip(found, weights, strict=True))
    return sum(one * weight for (one, _), weight in pairs), sum(one * weight**2 for (_, one), weight in pairs)


def _factor(log: float) -> float:
    """Raise e to it; what is beyond 10^8 is no latency, and would not be a number either."""
    return math.exp(max(-LARGEST_LOG, min(log, LARGEST_LOG)))

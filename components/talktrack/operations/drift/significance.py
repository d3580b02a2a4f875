"""Whether a difference can be chance: a test of homogeneity, and false-discovery control over many of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from talktrack.operations.drift.distances import Counts, Floats

LEAST_EXPECTED = 5.0


def pooled(current: Counts, reference: Counts, least: float = LEAST_EXPECTED) -> tuple[Floats, Floats]:
    """Join rare bins until every bin expects at least `least` rows in the smaller sample (Cochran 1954).

    The order of bins does not matter to PSI, KL or chi-square, so all rare bins become one; empty bins vanish.
    """
    a, b = np.asarray(current, dtype=np.float64), np.asarray(reference, dtype=np.float64)
    total = a.sum() + b.sum()
    if total == 0:
        return a[:0], b[:0]
    expected = (a + b) / total * min(a.sum(), b.sum())
    rare = expected < least
    kept = np.flatnonzero(~rare)
    spare = [a[rare].sum(), b[rare].sum()]
    a, b = a[kept], b[kept]
    if spare[0] + spare[1] == 0:
        return a, b
    if expected[rare].sum() >= least or not kept.size:
        return np.append(a, spare[0]), np.append(b, spare[1])
    smallest = int(np.argmin(a + b))
    a[smallest] += spare[0]
    b[smallest] += spare[1]
    return a, b


def homogeneity_p(current: Counts, reference: Counts) -> float:
    """Return the p-value of Pearson's chi-square test that both samples have one distribution; 1 with a single bin."""
    table = np.stack([np.asarray(current, dtype=np.float64), np.asarray(reference, dtype=np.float64)])
    if table.shape[1] < 2 or not table.sum(axis=1).all():  # noqa: PLR2004 - two bins are the least that can differ
        return 1.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    statistic = float(np.sum((table - expected) ** 2 / expected))
    return chi_square_tail(statistic, table.shape[1] - 1)


def chi_square_tail(statistic: float, degrees: int) -> float:
    """Return P(chi-square > statistic) for whole degrees of freedom (Abramowitz and Stegun 26.4.4 and 26.4.5)."""
    half = statistic / 2
    if half <= 0:
        return 1.0
    if degrees % 2 == 0:
        exponents = range(degrees // 2)
        terms = [math.exp(-half + i * math.log(half) - math.lgamma(i + 1)) for i in exponents]
        return min(1.0, sum(terms))
    powers = [i - 0.5 for i in range(1, (degrees - 1) // 2 + 1)]
    terms = [math.exp(-half + power * math.log(half) - math.lgamma(power + 1)) for power in powers]
    return min(1.0, math.erfc(math.sqrt(half)) + sum(terms))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return adjusted p-values: rejecting those at most q keeps the expected share of false alarms at most q.

    Benjamini and Hochberg 1995; valid for independent and for positively dependent features.
    """
    count = len(p_values)
    order = sorted(range(count), key=lambda index: p_values[index], reverse=True)
    adjusted = [1.0] * count
    least = 1.0
    for rank, index in zip(range(count, 0, -1), order, strict=True):
        least = min(least, p_values[index] * count / rank)
        adjusted[index] = least
    return adjusted

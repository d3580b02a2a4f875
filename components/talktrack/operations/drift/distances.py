"""Distances between two distributions, in numpy.

Counts are smoothed by half a pseudo-count per bin (Jeffreys' prior), so that an empty bin costs a finite amount.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = Sequence[float] | Floats

PSEUDO_COUNT = 0.5


def shares(counts: Counts) -> Floats:
    """Return smoothed shares that sum to 1."""
    smoothed = np.asarray(counts, dtype=np.float64) + PSEUDO_COUNT
    total: float = smoothed.sum()
    return smoothed / total


def kl_divergence(current: Counts, reference: Counts) -> float:
    """Return sum p ln(p / q) in nats for current p and reference q (Kullback and Leibler 1951); not symmetric."""
    p, q = shares(current), shares(reference)
    return max(0.0, float(np.sum(p * np.log(p / q))))


def psi(current: Counts, reference: Counts) -> float:
    """Return the population stability index sum (p - q) ln(p / q) (Siddiqi 2006); symmetric."""
    p, q = shares(current), shares(reference)
    return float(np.sum((p - q) * np.log(p / q)))


def expected_psi(bins: int, current: float, reference: float) -> float:
    """Return what the PSI of two samples of these sizes averages to when nothing changed.

    (bins - 1)(1/n + 1/m), the mean of the scaled chi-square that the PSI follows then (Yurdakul 2018).
    """
    return (bins - 1) * (1 / current + 1 / reference)


def wasserstein_1(first: Counts, second: Counts) -> float:
    """Return the area between two empirical distribution functions, in the values' own unit; symmetric.

    The one-dimensional earth mover's distance (Ramdas, Garcia and Cuturi 2017), as `scipy.stats.wasserstein_distance`.
    """
    a = np.sort(np.asarray(first, dtype=np.float64))
    b = np.sort(np.asarray(second, dtype=np.float64))
    values = np.sort(np.concatenate([a, b]))
    below_a = np.searchsorted(a, values[:-1], side="right") / a.size
    below_b = np.searchsorted(b, values[:-1], side="right") / b.size
    return float(np.sum(np.abs(below_a - below_b) * np.diff(values)))

"""Paired bootstrap intervals: how sure a mean difference is, when rows of one conversation belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean with the ends of its interval, over `clusters` independent conversations."""

    mean: float
    low: float
    high: float
    clusters: int


def paired_interval(
    differences: Sequence[float], clusters: Sequence[str], resamples: int = 2000, seed: int = 7
) -> Interval:
    """Return the percentile interval (95 %) of the mean paired difference.

    Whole clusters are drawn with replacement (Efron and Tibshirani 1993, chapter 8; Davison and Hinkley 1997, 3.8),
    because rows of one conversation are not independent. The seed decides the draws.
    """
    if not differences:
        return Interval(0.0, 0.0, 0.0, clusters=0)
    _, owner = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.bincount(owner, weights=np.asarray(differences, dtype=np.float64))
    sizes = np.bincount(owner).astype(np.float64)
    drawn = np.random.default_rng(seed).integers(len(sums), size=(resamples, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Interval(float(np.mean(differences)), float(low), float(high), clusters=len(sums))

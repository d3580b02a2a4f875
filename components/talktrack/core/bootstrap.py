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


@dataclass(frozen=True)
class Draws:
    """How often to draw, the seed that decides the draws, and how many intervals are judged together."""

    resamples: int = 2000
    seed: int = 7
    together: int = 1

    @property
    def tail(self) -> float:
        """Return the share beyond each end, so that all intervals judged together hold with 95 % (Bonferroni)."""
        return (1 - LEVEL) / (2 * self.together)


def paired_interval(differences: Sequence[float], clusters: Sequence[str], draws: Draws | None = None) -> Interval:
    """Return the percentile interval of the mean paired difference, at 95 % for all that are judged together.

    Whole clusters are drawn with replacement (Efron and Tibshirani 1993, chapter 8; Davison and Hinkley 1997, 3.8),
    because rows of one conversation are not independent.
    """
    draws = draws or Draws()
    if not differences:
        return Interval(0.0, 0.0, 0.0, clusters=0)
    _, owner = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.bincount(owner, weights=np.asarray(differences, dtype=np.float64))
    sizes = np.bincount(owner).astype(np.float64)
    drawn = np.random.default_rng(draws.seed).integers(len(sums), size=(draws.resamples, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [draws.tail, 1 - draws.tail])
    return Interval(float(np.mean(differences)), float(low), float(high), clusters=len(sums))

"""Paired bootstrap intervals: how sure a mean difference is, when rows of one conversation belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log2

import numpy as np
import numpy.typing as npt

LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean with the ends of its interval, over `clusters` independent conversations.

    With fewer than `fewest` of them it proves nothing: the drawn means never leave their range, and chance alone puts
    all of them on one side more often than the interval may be wrong (the sign test).
    """

    mean: float
    low: float
    high: float
    clusters: int
    fewest: int = 6

    @property
    def proves(self) -> bool:
        """Return whether its ends may be believed."""
        return self.clusters >= self.fewest


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

    @property
    def fewest(self) -> int:
        """Return the fewest clusters of which chance puts all on one side less often than that."""
        return ceil(-log2(self.tail))


def paired_interval(differences: Sequence[float], clusters: Sequence[str], draws: Draws | None = None) -> Interval:
    """Return the percentile interval of the mean paired difference, at 95 % for all that are judged together.

    Whole clusters are drawn with replacement (Efron and Tibshirani 1993, chapter 8; Davison and Hinkley 1997, 3.8),
    because rows of one conversation are not independent. The percentiles are expanded to where Student's interval of so
    few clusters would end (Hesterberg 2015, section 4.3); without that, intervals over few clusters are too narrow.
    """
    draws = draws or Draws()
    if not differences:
        return Interval(0.0, 0.0, 0.0, 0, draws.fewest)
    _, owner = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.bincount(owner, weights=np.asarray(differences, dtype=np.float64))
    sizes = np.bincount(owner).astype(np.float64)
    drawn = np.random.default_rng(draws.seed).integers(len(sums), size=(draws.resamples, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    return interval(float(np.mean(differences)), means, len(sums), draws)


def interval(estimate: float, drawn: npt.NDArray[np.float64], clusters: int, draws: Draws) -> Interval:
    """Return the expanded percentile interval of an estimate that was drawn again so often, over so many clusters."""
    tail = _expanded(draws.tail, clusters)
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Interval(estimate, float(low), float(high), clusters, draws.fewest)


def _expanded(tail: float, clusters: int) -> float:
    """Return the share beyond each end at which the drawn means of so many clusters cover a normal mean."""
    from scipy.special import ndtr, stdtrit

    if clusters == 1:
        return 0.0
    return float(ndtr(np.sqrt(clusters / (clusters - 1)) * stdtrit(clusters - 1, tail)))

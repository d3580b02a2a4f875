"""How sure the difference of two means, medians or weekly totals is: whole clusters are drawn again and again.

Every cluster is drawn Poisson(1) times (J. A. Hanley and B. MacGibbon, "Creating non-parametric bootstrap samples using
Poisson frequencies", Computer Methods and Programs in Biomedicine 83, 2006): a cluster that stands on both sides is
drawn equally often on both, so that what it has in common falls out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from talktrack.operations.impact.samples import Floats, Places, Sample, columns, places

TAILS = (0.025, 0.975)
CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Draws:
    """How often clusters are drawn, and the seed that decides the draws."""

    resamples: int = 2000
    seed: int = 7

    def weights(self, clusters: int) -> Iterator[Floats]:
        """Yield how often each cluster was drawn, shape (some resamples, clusters), a few resamples in memory."""
        random = np.random.default_rng(self.seed)
        at_once = max(1, CELLS_AT_ONCE // max(1, clusters))
        for start in range(0, self.resamples, at_once):
            size = (min(at_once, self.resamples - start), clusters)
            yield random.poisson(1.0, size).astype(np.float64)


def mean_difference(before: Sample, after: Sample, draws: Draws) -> tuple[float, float]:
    """Return the 95 % interval of mean after minus mean before.

    The studentised bootstrap (P. Hall, "Theoretical comparison of bootstrap confidence intervals", Annals of
    Statistics 16, 1988; Davison and Hinkley 1997, 5.2.1), because amounts are skewed: deals have a long tail. The
    standard error is that of a difference of ratios over clusters, by linearisation (Cochran 1977, 6.4).
    """
    order = places(before, after)
    sides = [columns(before, order), columns(after, order)]
    difference, error = (float(one[0]) for one in _studied(np.ones((1, len(order))), *sides))
    drawn, errors = _joined([_studied(weights, *sides) for weights in draws.weights(len(order))])
    pivots = (drawn - difference) / errors
    low, high = np.quantile(pivots[np.isfinite(pivots)], TAILS)
    return difference - float(high) * error, difference - float(low) * error


def median_difference(before: Sample, after: Sample, draws: Draws) -> tuple[float, float]:
    """Return the 95 % percentile interval of median after minus median before (Davison and Hinkley 1997, 5.3.1)."""
    order = places(before, after)
    sides = [_sorted(before, order), _sorted(after, order)]
    drawn = [_medians(weights, *sides[1]) - _medians(weights, *sides[0]) for weights in draws.weights(len(order))]
    return _ends(np.concatenate(drawn))


def weekly_difference(before: Sample, after: Sample, draws: Draws) -> tuple[float, float]:
    """Return the 95 % percentile interval of the weekly total after minus that before.

    It is the mean change of a user times the number of users there are: how many there are is known and no chance.
    """
    order = places(before, after)
    changes = columns(after, order)[0] / after.weeks - columns(before, order)[0] / before.weeks
    drawn = [len(order) * (weights @ changes) / weights.sum(axis=1) for weights in draws.weights(len(order))]
    return _ends(np.concatenate(drawn))


def median(sample: Sample) -> float:
    """Return the middle value; of two, the mean."""
    return float(np.median([value for value, _ in sample.values]))


def _studied(weights: Floats, before: tuple[Floats, Floats], after: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return the difference of means and its standard error for each resample."""
    means, parts = [], []
    with np.errstate(divide="ignore", invalid="ignore"):
        for totals, counts in (before, after):
            drawn = weights @ counts
            means.append(weights @ totals / drawn)
            parts.append((totals - means[-1][:, None] * counts) / drawn[:, None])
        errors = np.sqrt((weights * (parts[1] - parts[0]) ** 2).sum(axis=1))
    return means[1] - means[0], errors


def _joined(pieces: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    return np.concatenate([one for one, _ in pieces]), np.concatenate([other for _, other in pieces])


def _sorted(sample: Sample, order: dict[str, int]) -> tuple[Floats, Places]:
    """Return values in order, and the place of the cluster of each."""
    ranked = sorted(sample.values)
    values = np.array([value for value, _ in ranked])
    return values, np.array([order[cluster] for _, cluster in ranked], dtype=np.intp)


def _medians(weights: Floats, values: Floats, owners: Places) -> Floats:
    """Return the median for each resample: the mean of the lower and the upper one."""
    cumulated = np.cumsum(weights[:, owners], axis=1)
    half = cumulated[:, -1:] / 2
    last = len(values) - 1
    lower = np.minimum((cumulated < half).sum(axis=1), last)
    upper = np.minimum((cumulated <= half).sum(axis=1), last)
    found: Floats = (values[lower] + values[upper]) / 2
    return found


def _ends(drawn: Floats) -> tuple[float, float]:
    low, high = np.quantile(drawn, TAILS)
    return float(low), float(high)

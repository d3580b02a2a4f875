"""How far assessments agree with experts: weighted kappa, Spearman's rank correlation, and the mean error.

Cohen 1968, "Weighted kappa"; Spearman 1904, with mean ranks for ties.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

LEVELS = 5


def weighted_kappa(expert: Sequence[int], other: Sequence[int], levels: int = LEVELS) -> float | None:
    """Return 1 - observed / expected squared distance of levels 1 to `levels`; None when chance explains all."""
    if not expert:
        return None
    seen = np.zeros((levels, levels))
    np.add.at(seen, (np.array(expert) - 1, np.array(other) - 1), 1.0)
    seen /= seen.sum()
    places = np.arange(levels)
    distance = (places[:, None] - places[None, :]) ** 2
    expected = float((distance * np.outer(seen.sum(axis=1), seen.sum(axis=0))).sum())
    return 1 - float((distance * seen).sum()) / expected if expected else None


def spearman(expert: Sequence[float], other: Sequence[float]) -> float | None:
    """Return the correlation of ranks in [-1, 1]; None when one side never changes."""
    first, second = _ranks(expert), _ranks(other)
    spread = float(first.std() * second.std()) if len(first) else 0.0
    return float(((first - first.mean()) * (second - second.mean())).mean()) / spread if spread else None


def mean_absolute_error(expert: Sequence[float], other: Sequence[float]) -> float | None:
    """Return the mean distance, in levels."""
    return float(np.mean(np.abs(np.array(expert) - np.array(other)))) if expert else None


def _ranks(values: Sequence[float]) -> npt.NDArray[np.float64]:
    """Return ranks from 1 up; equal values share the mean of theirs."""
    _, place, count = np.unique(np.asarray(values, dtype=np.float64), return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    return np.asarray((ends - (count - 1) / 2)[place], dtype=np.float64)

"""Agreement of two raters on an ordered scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def weighted_kappa(one: Sequence[int], other: Sequence[int], levels: int = 5) -> float:
    """Return Cohen's kappa with squared weights (Cohen 1968) for levels from 1; 1.0 where both always say the same."""
    if not one:
        return 0.0
    seen = np.zeros((levels, levels))
    for first, second in zip(one, other, strict=True):
        seen[first - 1, second - 1] += 1
    places = np.arange(levels)
    cost = (places[:, None] - places[None, :]) ** 2
    chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    expected = float((cost * chance).sum())
    return 1.0 - float((cost * seen).sum()) / expected if expected else 1.0

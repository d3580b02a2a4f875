"""How rankings of the same things by different rules become one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

RECIPROCAL_RANK_K = 60


def fused(rankings: Iterable[tuple[float, Sequence[K]]]) -> list[tuple[K, float]]:
    """Return keys with their scores, best first: weighted reciprocal rank fusion, k = 60.

    Cormack, Clarke and Buettcher 2009, with a weight for each ranking. Equal scores keep the order of first sight.
    """
    scores: dict[K, float] = {}
    for weight, ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + weight / (RECIPROCAL_RANK_K + rank)
    return sorted(scores.items(), key=lambda item: -item[1])

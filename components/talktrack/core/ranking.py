"""How rankings of the same things by different rules become one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from talktrack.core.ports import WORDS, Query

K = TypeVar("K", bound=Hashable)

RECIPROCAL_RANK_K = 60
OVERFETCH, OVERFETCH_MIXED, LEAST_LIMIT = 4, 10, 25
"""How many times the limit each ranking is asked for: beside words, and where several channels must agree.

A smaller limit than `LEAST_LIMIT` looks as deep as that one, so that fewer hits are the first of more.
"""


def fused(rankings: Iterable[tuple[float, Sequence[K]]]) -> list[tuple[K, float]]:
    """Return keys with their scores, best first: weighted reciprocal rank fusion, k = 60.

    Cormack, Clarke and Buettcher 2009, with a weight for each ranking. Equal scores keep the order of first sight.
    """
    scores: dict[K, float] = {}
    for weight, ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + weight / (RECIPROCAL_RANK_K + rank)
    return sorted(scores.items(), key=lambda item: -item[1])


def asked(query: Query, held: Mapping[str, int]) -> list[str]:
    """Return the channels that have a weight, of those that a collection holds."""
    return [channel for channel in query.vectors if query.weights.get(channel) and channel in held]


def depth(query: Query, channels: int) -> int:
    """Return how many chunks each of so many channels, and words, is asked for."""
    most = max(query.limit, LEAST_LIMIT)
    if channels > 1:
        return most * OVERFETCH_MIXED
    return most * OVERFETCH if query.words and query.weights.get(WORDS) else query.limit


def mixed(query: Query, cosines: Mapping[str, Mapping[K, float]], words: Sequence[K]) -> list[tuple[K, float]]:
    """Return the best keys with their scores: the weighted sum of cosines, fused with the ranking by words.

    Each channel has a cosine for every candidate of any channel, so that what suits all of them comes before what is
    first in one: ranks alone cannot tell how well the others suit.
    """
    sums: dict[K, float] = {}
    for channel, values in cosines.items():
        for key, cosine in values.items():
            sums[key] = sums.get(key, 0.0) + query.weights[channel] * cosine
    by_vectors = sorted(sums.items(), key=lambda item: -item[1])
    if not words:
        return by_vectors[: query.limit]
    rankings = [(1.0, [key for key, _ in by_vectors]), (query.weights[WORDS], words)]
    return fused(rankings)[: query.limit]

"""How well rankings find what is looked for."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from talktrack.core.ranking import fused

LIMIT = 10
DEPTH = 4 * LIMIT
"""How much of each ranking takes part in a fusion, as in the vector stores."""


def best(scores: npt.NDArray[np.floating], depth: int = DEPTH) -> list[int]:
    """Return the places of the highest scores above 0, best first; equal ones in their order."""
    depth = min(depth, len(scores))
    least = np.partition(scores, len(scores) - depth)[len(scores) - depth] if depth else 0.0
    found = np.flatnonzero((scores >= least) & (scores > 0))
    ranked: list[int] = found[np.argsort(-scores[found], kind="stable")][:depth].tolist()
    return ranked


def both(vectors: Sequence[int], words: Sequence[int], words_weight: float) -> list[int]:
    """Return one ranking of two, by weighted reciprocal rank fusion; without weight the words bring nothing in."""
    rankings = [(1.0, vectors), (words_weight, words)] if words_weight else [(1.0, vectors)]
    return [place for place, _ in fused(rankings)]


def ndcg(relevant: Collection[int], ranking: Sequence[int]) -> float:
    """Return nDCG@10 with binary gains (Järvelin and Kekäläinen 2002)."""
    gains = [1 / math.log2(rank + 1) for rank, place in enumerate(ranking[:LIMIT], start=1) if place in relevant]
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(LIMIT, len(relevant)) + 1))
    return sum(gains) / ideal

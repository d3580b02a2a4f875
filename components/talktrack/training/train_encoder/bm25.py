"""Full-text ranking of texts in memory, to measure an encoder beside it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

SATURATION, LENGTH_SHARE = 1.2, 0.75
_WORD = re.compile(r"\w+")


class Bm25:
    """Okapi BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"), k1 = 1.2 and b = 0.75."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index the texts by their lower-case words."""
        counted = [Counter(_words(text)) for text in texts]
        lengths = np.array([count.total() for count in counted], dtype=np.float64)
        self._norms = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / max(lengths.mean(), 1.0))
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, count in enumerate(counted):
            for word, times in count.items():
                found[word].append((place, times))
        self._postings = {word: np.array(posting) for word, posting in found.items()}

    def scores(self, query: str) -> npt.NDArray[np.float64]:
        """Return the score of every text; 0 where none of the query's words stands in it."""
        total = np.zeros(len(self._norms))
        for word in set(_words(query)) & self._postings.keys():
            places, times = self._postings[word].T
            rarity = np.log1p((len(total) - len(places) + 0.5) / (len(places) + 0.5))
            total[places] += rarity * times * (SATURATION + 1) / (times + self._norms[places])
        return total


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())

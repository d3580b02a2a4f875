"""Full-text ranking of texts in memory."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

SATURATION, LENGTH_SHARE = 1.2, 0.75
_WORD = re.compile(r"\w+")


class Bm25:
    """Okapi BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"), k1 = 1.2 and b = 0.75."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        """Index texts, each given as its words; see `words`."""
        counted = [Counter(text) for text in texts]
        lengths = np.array([count.total() for count in counted], dtype=np.float64)
        mean = float(lengths.mean()) if texts else 0.0
        self._norms = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / (mean or 1.0))
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, count in enumerate(counted):
            for word, times in count.items():
                found[word].append((place, times))
        self._postings = {word: np.array(posting) for word, posting in found.items()}

    def scores(self, query: Iterable[str]) -> npt.NDArray[np.float64]:
        """Return the score of every text, above 0 where one of the words stands in it; words that recur count once."""
        total = np.zeros(len(self._norms))
        for word in dict.fromkeys(query):
            if word in self._postings:
                places, times = self._postings[word].T
                rarity = np.log1p((len(total) - len(places) + 0.5) / (len(places) + 0.5))
                total[places] += rarity * times * (SATURATION + 1) / (times + self._norms[places])
        return total


def words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text.lower())

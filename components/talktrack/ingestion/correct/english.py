"""How likely English is to say a word, alone and after another: in bits, from counts of the web.

The counts are those that symspellpy ships (82 765 words, 242 342 pairs): Google's n-grams, cleaned with SCOWL.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

UNKNOWN_WORD = 18.0
"""Bits of a word that is in no list: it may be a name or a word of the trade, so that it counts as less than rare."""
MOST, LEAST = 10.0, -5.0
"""Bounds of an association; speech breaks off and begins anew, so that odd pairs are less telling than close ones."""
_SEEN_LEAST = 6_400_000
_WORDS = "frequency_dictionary_en_82_765.txt"
_PAIRS = "frequency_bigramdictionary_en_243_342.txt"


@dataclass(frozen=True)
class English:
    """Bits of words, and logarithms of pair counts with those of their halves."""

    words: dict[str, float]
    pairs: dict[str, float]
    first: dict[str, float]
    second: dict[str, float]
    total: float

    def bits(self, word: str) -> float:
        """Return -log2 of how often a lower-case word is said; a word with an apostrophe is as rare as its stem."""
        known = self.words.get(word)
        if known is not None:
            return min(known, UNKNOWN_WORD)
        stem = _stem(word)
        return self.bits(stem) if stem != word else UNKNOWN_WORD

    def knows(self, word: str) -> bool:
        """Say whether a lower-case word, or its stem before an apostrophe, is English."""
        return _stem(word) in self.words

    def association(self, left: str, right: str) -> float:
        """Return the pointwise mutual information of two words in a row, in bits.

        A pair that was not seen is at most as frequent as the rarest pair that was.
        """
        left, right = _stem(left), _stem(right)
        expected = self.first.get(left, 0.0) + self.second.get(right, 0.0) - self.total
        seen = self.pairs.get(f"{left} {right}")
        if seen is None:
            return max(min(0.0, math.log2(_SEEN_LEAST) - 1 - expected), LEAST)
        return max(min(seen - expected, MOST), LEAST)


def _stem(word: str) -> str:
    """Return what stands before an apostrophe."""
    return word.replace("’", "'").partition("'")[0]


@cache
def english() -> English:
    """Read the counts, once."""
    words = {word: float(count) for word, count in _rows(_WORDS)}
    total = sum(words.values())
    pairs: dict[str, float] = {}
    first: dict[str, float] = {}
    second: dict[str, float] = {}
    for pair, count in _rows(_PAIRS):
        left, _, right = pair.partition(" ")
        number = float(count)
        pairs[pair] = math.log2(number)
        first[left] = first.get(left, 0.0) + number
        second[right] = second.get(right, 0.0) + number
    return English(
        words={word: math.log2(total / count) for word, count in words.items()},
        pairs=pairs,
        first={word: math.log2(count) for word, count in first.items()},
        second={word: math.log2(count) for word, count in second.items()},
        total=math.log2(sum(first.values())),
    )


def _rows(name: str) -> list[tuple[str, str]]:
    text = (files("symspellpy") / name).read_text(encoding="utf-8-sig")
    rows = (line.rpartition(" ") for line in text.splitlines())
    return [(word, count) for word, _, count in rows]

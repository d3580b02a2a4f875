"""Which texts are nearly the same, so that one opinion that is pasted under many answers counts once."""

from __future__ import annotations

import re
from hashlib import blake2b
from itertools import pairwise

import numpy as np

from talktrack.core.records import FeedbackEvent

# Eight bands of four minima: texts that share 60 % of their words and pairs of words meet in one band with probability
# 0.67, with 80 % in 0.99, with 30 % in 0.06 (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3.4).
BANDS, ROWS = 8, 4

_WORD = re.compile(r"\w+")
_PRIME = np.uint64((1 << 31) - 1)
_RANDOM = np.random.default_rng(7)
_FACTORS = _RANDOM.integers(1, int(_PRIME), size=BANDS * ROWS, dtype=np.uint64)
_SHIFTS = _RANDOM.integers(0, int(_PRIME), size=BANDS * ROWS, dtype=np.uint64)


def content(event: FeedbackEvent) -> str:
    """Return the text that an opinion brings, or else the one that it judges; empty where there is none."""
    if event.kind in {"correction", "demonstration"}:
        return event.text or ""
    return event.answer or "" if event.kind in {"thumbs", "rating"} else ""


class Likeness:
    """Groups of near-duplicates, found by the minima of hashed words; memory is eight numbers per different text."""

    def __init__(self) -> None:
        self._bands: dict[tuple[str, int, bytes], int] = {}
        self._groups = 0

    def group(self, owner: str, text: str) -> int | None:
        """Return the number of the group that a text of this owner belongs to; None for a text without words."""
        words = _WORD.findall(text.casefold())
        if not words:
            return None
        keys = [(owner, place, band) for place, band in enumerate(_minima(words))]
        known = next((self._bands[key] for key in keys if key in self._bands), None)
        if known is None:
            self._groups += 1
            known = self._groups
        for key in keys:
            self._bands.setdefault(key, known)
        return known


def _minima(words: list[str]) -> list[bytes]:
    """Return the bands of a min-hash signature over single words and neighbouring pairs."""
    shingles = {*words, *(f"{one} {other}" for one, other in pairwise(words))}
    digests = (int.from_bytes(blake2b(one.encode("utf-8", "replace"), digest_size=4).digest()) for one in shingles)
    hashed = np.fromiter(digests, dtype=np.uint64, count=len(shingles)) % _PRIME
    minima = ((hashed[:, None] * _FACTORS + _SHIFTS) % _PRIME).min(axis=0)
    return [minima[start : start + ROWS].tobytes() for start in range(0, BANDS * ROWS, ROWS)]

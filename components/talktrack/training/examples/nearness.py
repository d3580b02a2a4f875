"""Near duplicates: rows of one task whose dialogues with their completions share most of their words in order."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from talktrack.core.prompts import END
from talktrack.core.records import Example

THRESHOLD = 0.8
"""Share of the different word triples of two rows that both have (Jaccard), from which they are near duplicates."""
PERMUTATIONS, BANDS = 128, 32
"""MinHash misses a pair at the threshold once in 20 million: (1 - 0.8 ** 4) ** 32; what it finds is counted out."""
SEED = 7
_TRIPLE = 3
_WORD = re.compile(r"\w+")


def triples(row: Example) -> frozenset[int]:
    """Return the hashed word triples of what is said in a row; who the prospect is and figures do not count."""
    said = [line for line in row.prompt.split("\n") if line.startswith(("<|", "[", "question: "))]
    words = _WORD.findall(" ".join([*said, row.completion.removesuffix(END)]).lower())
    parts = range(max(1, len(words) - _TRIPLE + 1))
    return frozenset(crc32(" ".join(words[start : start + _TRIPLE]).encode()) for start in parts)


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    """Return the share of all triples that both have."""
    return len(one & other) / len(one | other)


@dataclass
class _Index:
    """The rows of one task: candidates come from MinHash bands, and are counted out exactly."""

    bands: Any
    known: list[npt.NDArray[np.uint32]] = field(default_factory=list)


class Neighbours:
    """The rows that later ones must not be near to; memory grows with the rows, by about three kilobytes each."""

    def __init__(self) -> None:
        self._indices: dict[tuple[str, str], _Index] = defaultdict(_empty)

    def add(self, row: Example) -> None:
        """Remember a row."""
        found = triples(row)
        index = self._indices[row.path, row.task]
        index.bands.insert(len(index.known), _sketch(found))
        index.known.append(np.fromiter(found, np.uint32, len(found)))

    def near(self, row: Example) -> bool:
        """Tell whether one of the remembered rows of its task is a near duplicate."""
        index = self._indices.get((row.path, row.task))
        if index is None:
            return False
        found = triples(row)
        candidates = index.bands.query(_sketch(found))
        return any(jaccard(found, frozenset(index.known[place].tolist())) >= THRESHOLD for place in candidates)


def _empty() -> _Index:
    from rensa import RMinHashLSH  # type: ignore[import-untyped]

    return _Index(RMinHashLSH(THRESHOLD, PERMUTATIONS, BANDS))


def _sketch(found: frozenset[int]) -> Any:
    from rensa import RMinHash

    sketch = RMinHash(PERMUTATIONS, SEED)
    sketch.update([part.to_bytes(4, "big") for part in found])
    return sketch

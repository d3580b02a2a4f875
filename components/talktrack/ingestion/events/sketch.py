"""A sketch of what was said: the smallest hashes of its three-word shingles (Broder 1997, bottom-k).

Two recognisers that hear the same call agree on many shingles; two calls, even between the same people, on few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from zlib import crc32

from talktrack.core.conversation import Turn

SIZE = 64
SHINGLE_WORDS = 3

_WORD = re.compile(r"\[[A-Z_]+:?[a-z0-9]*\]|[^\W_]+")
_MIX = 0x9E3779B1
_MASK = 0xFFFFFFFF


def sketch(turns: Iterable[Turn]) -> tuple[int, ...]:
    """Return at most `SIZE` hashes, in order; an empty conversation has none."""
    words = [word for turn in turns for word in _WORD.findall(turn.text.lower())]
    shingles = {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)}
    return tuple(nsmallest(SIZE, (crc32(shingle.encode()) * _MIX & _MASK for shingle in shingles)))


def resemblance(first: Sequence[int], second: Sequence[int]) -> float:
    """Return the estimate of the Jaccard similarity of the two sets of shingles, 0 where one is empty."""
    if not first or not second:
        return 0.0
    union = nsmallest(min(SIZE, len(first) + len(second)), {*first, *second})
    return len({*first} & {*second} & {*union}) / len(union)

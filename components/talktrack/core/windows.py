"""How a long row of tokens goes through a model that sees only so many at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence


def windows(length: int, cuts: Sequence[int], size: int, overlap: int) -> Iterator[tuple[int, int]]:
    """Yield windows [start, end) of at most `size` tokens that together cover [0, length).

    A window ends at the last of the `cuts` (ascending places, where turns begin) that fits, and the next one repeats
    the whole turns within the last `overlap` tokens, so that what stands at an edge is seen with what is beside it.
    A turn that is longer than a window is cut anywhere, with the same overlap.
    """
    start = end = 0
    while end < length:
        reached = _end(start, length, cuts, size)
        if reached <= end:  # what is repeated leaves no room for the next turn
            start, reached = end, _end(end, length, cuts, size)
        end = reached
        yield start, end
        start = max(start + 1, _repeated(cuts, end, overlap))


def _end(start: int, length: int, cuts: Sequence[int], size: int) -> int:
    """Return the last cut that fits behind `start`, or as much as fits of a turn that does not."""
    full = start + size
    if full >= length:
        return length
    last = cuts[bisect_right(cuts, full) - 1] if cuts else 0
    return last if last > start else full


def _repeated(cuts: Sequence[int], end: int, overlap: int) -> int:
    """Return the first cut within the overlap before `end`, or else the overlap itself where a turn is cut."""
    place = bisect_left(cuts, end - overlap)
    return cuts[place] if place < len(cuts) and cuts[place] <= end else end - overlap

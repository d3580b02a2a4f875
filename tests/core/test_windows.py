"""Windows: everything is seen, none is too long, and turns stay whole where they fit."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.windows import windows

TURNS = st.lists(st.integers(1, 40), min_size=1, max_size=30)


def _cuts(turns: list[int]) -> list[int]:
    return [sum(turns[:place]) for place in range(len(turns))]


@given(TURNS, st.integers(1, 50), st.integers(0, 12))
def test_every_token_is_seen_in_windows_that_fit(turns: list[int], size: int, overlap: int) -> None:
    """From the first to the last without a gap."""
    found = list(windows(sum(turns), _cuts(turns), size, overlap))

    assert (found[0][0], found[-1][1]) == (0, sum(turns))
    assert all(0 < end - start <= size for start, end in found)
    assert all(one[0] < other[0] <= one[1] < other[1] for one, other in pairwise(found))


@given(TURNS, st.integers(40, 60))
def test_turns_that_fit_are_never_cut(turns: list[int], size: int) -> None:
    """A window begins and ends between turns."""
    bounds = {*_cuts(turns), sum(turns)}

    assert all({start, end} <= bounds for start, end in windows(sum(turns), _cuts(turns), size, 0))


def test_the_last_turn_that_fits_in_the_overlap_is_read_again() -> None:
    """So that what stands at an edge is seen with what is beside it."""
    assert list(windows(30, [0, 10, 16, 20], 20, 5)) == [(0, 20), (16, 30)]


def test_a_turn_longer_than_a_window_is_cut_with_an_overlap() -> None:
    """Anywhere, since it has no better place."""
    assert list(windows(25, [0], 10, 2)) == [(0, 10), (8, 18), (16, 25)]


def test_nothing_has_no_window() -> None:
    """No tokens, no work."""
    assert list(windows(0, [], 10, 2)) == []

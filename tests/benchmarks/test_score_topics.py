"""Pk and WindowDiff are those of their papers, and of nltk where it is installed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.score_topics import half_mean_topic, pk, window_diff

CUTS = st.sets(st.integers(1, 29)).map(lambda cuts: [0, *sorted(cuts)])


def test_what_is_right_has_no_error() -> None:
    """Equal segmentations score 0 in both."""
    assert (pk([0, 4, 8], [0, 4, 8], 12), window_diff([0, 4, 8], [0, 4, 8], 12)) == (0.0, 0.0)


def test_a_cut_missed_is_seen_by_all_windows_over_it() -> None:
    """Topics of 4 make windows of 2: of 6 windows over 8 turns, 2 span the missed cut."""
    assert pk([0, 4], [0], 8) == pytest.approx(2 / 6)
    assert window_diff([0, 4], [0], 8) == pytest.approx(2 / 6)


def test_only_window_diff_sees_a_cut_too_many_beside_a_right_one() -> None:
    """A window with one true cut and two found: Pk forgives it, WindowDiff does not."""
    assert (pk([0, 4], [0, 4, 5], 8), window_diff([0, 4], [0, 4, 5], 8)) == pytest.approx((1 / 6, 2 / 6))


@given(true=CUTS, found=CUTS)
def test_both_are_nltks(true: list[int], found: list[int]) -> None:
    """The library that most papers use counts the same, with the same window."""
    peer = pytest.importorskip("nltk.metrics.segmentation")
    window = half_mean_topic(true, 30)
    marks, mine = ("".join("01"[gap in cuts] for gap in range(1, 30)) for cuts in (true, found))

    assert pk(true, found, 30) == pytest.approx(peer.pk(marks, mine, k=window))
    assert window_diff(true, found, 30) == pytest.approx(peer.windowdiff(marks, mine, window))

"""Fusion: what several rankings agree on comes first."""

from __future__ import annotations

import pytest

from talktrack.core.ranking import fused


def test_what_two_rankings_find_beats_what_one_finds() -> None:
    """1/61 + 1/62 is more than 1/61."""
    scores = dict(fused([(1.0, ["a", "b"]), (1.0, ["b", "c"])]))

    assert max(scores, key=scores.__getitem__) == "b"
    assert scores["b"] == pytest.approx(1 / 62 + 1 / 61)


def test_a_heavier_ranking_decides() -> None:
    """Between first places of two rankings, the weight does."""
    assert [key for key, _ in fused([(1.0, ["a"]), (2.0, ["b"])])] == ["b", "a"]


def test_equal_scores_keep_the_order_of_first_sight() -> None:
    """So that a search twice gives the same."""
    assert [key for key, _ in fused([(1.0, ["z"]), (1.0, ["a"])])] == ["z", "a"]

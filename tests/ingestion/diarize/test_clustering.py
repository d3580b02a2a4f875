"""Grouping voice vectors without being told how many voices there are."""

from __future__ import annotations

import numpy as np
import pytest

from talktrack.core.ports import Vectors
from talktrack.ingestion.diarize.clustering import ClusterRule, cluster


def _vectors(order: list[int], spread: float = 0.05, seed: int = 1) -> Vectors:
    """Return unit vectors around one axis per voice."""
    numbers = np.random.default_rng(seed)
    rows = np.eye(12)[order] + spread * numbers.standard_normal((len(order), 12))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize("order", [[0], [0, 0, 0], [0, 1, 0, 1], [0, 1, 2, 2, 1, 0, 0], [0, 1] * 60 + [2] * 20])
def test_the_number_of_voices_is_found(order: list[int]) -> None:
    """Well separated voices come back exactly, numbered in order of appearance."""
    assert cluster(_vectors(order), ClusterRule()).labels.tolist() == order


def test_a_stray_vector_is_no_voice() -> None:
    """One odd window among a hundred is given to the voice that it is most like."""
    found = cluster(_vectors([0] * 60 + [5] + [1] * 40), ClusterRule())

    assert found.count == 2


def test_there_are_never_more_voices_than_allowed() -> None:
    """The most alike voices are joined until few enough are left."""
    found = cluster(_vectors([0, 1, 2, 3, 4, 5] * 5), ClusterRule(most_voices=3))

    assert found.count == 3


def test_certainty_is_lower_between_two_voices() -> None:
    """A vector half-way between two voices is a coin toss."""
    vectors = _vectors([0, 0, 0, 0, 1, 1, 1, 1], spread=0.0)
    middle = (vectors[0] + vectors[4]) / np.sqrt(2)

    certainty = cluster(np.vstack([vectors, middle[None]]), ClusterRule(groups=2)).certainty

    assert (bool(certainty[0] > 0.95), bool(certainty[-1] < 0.75)) == (True, True)


def test_no_vectors_give_no_voices() -> None:
    """A recording without speech has nobody in it."""
    assert cluster(np.zeros((0, 12), dtype=np.float32), ClusterRule()).count == 0


def test_grouping_is_repeatable() -> None:
    """There is nothing random in it."""
    vectors = _vectors([0, 1, 2] * 50, spread=0.3)

    first, again = (cluster(vectors, ClusterRule()).labels.tolist() for _ in range(2))

    assert first == again

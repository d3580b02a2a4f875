"""Features say what is around a turn, and never depend on what is far away."""

from __future__ import annotations

import numpy as np

from talktrack.core.sales_cues import counted
from talktrack.core.turn_features import VECTOR_WEIGHT, turn_features
from tests.samples import WordEncoder, turn

TEXTS = ("hello there", "how are you?", "fine thanks", "good", "what now?", "bye")


def _features(texts: tuple[str, ...]) -> np.typing.NDArray[np.float32]:
    sides = [("seller", "prospect")[place % 2] for place in range(len(texts))]
    return turn_features(WordEncoder().encode(texts), [turn("x", text) for text in texts], sides, counted(texts))


def test_a_turn_is_told_the_vectors_of_its_neighbours() -> None:
    """Two back, one back, itself, one ahead; the same width for every turn."""
    rows, vectors = _features(TEXTS), WordEncoder().encode(TEXTS)
    width = (rows.shape[1] - 2 - 12) // 4
    told = [rows[2, block * width : block * width + 16] for block in range(4)]

    assert np.allclose(told, VECTOR_WEIGHT * vectors[:4])


def test_beyond_the_ends_is_nothing() -> None:
    """The first turn has none before it."""
    rows = _features(TEXTS[:1])
    width = (rows.shape[1] - 2 - 12) // 4

    assert not rows[0, : 2 * width].any()


def test_a_turn_far_away_changes_nothing() -> None:
    """Five turns ahead is out of sight."""
    other = (*TEXTS[:-1], "goodbye forever?")

    assert np.array_equal(_features(TEXTS)[0], _features(other)[0])

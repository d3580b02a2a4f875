"""The surest rows teach; what is said alike learns from them."""

from __future__ import annotations

import numpy as np

from talktrack.core.starter import Spoken
from talktrack.engines.word_heads import LogisticWordReader
from talktrack.training.train_heads.spreading import LEAST_ROWS, spread, surest


def test_each_class_gives_its_share_of_the_surest_rows() -> None:
    """Ten of a hundred rows are half of the fifth that is of the second class."""
    found = np.stack([np.linspace(1, 0, 100), np.linspace(0, 1, 100)], axis=1)
    taken = surest(found, [0.8, 0.2], 0.5)

    assert [row for row, place in taken.items() if place == 0] == list(range(40))
    assert [row for row, place in taken.items() if place == 1] == list(range(90, 100))


def test_a_row_that_two_classes_want_is_of_the_likelier() -> None:
    """Even a class that is never said is given some rows, but none that are surer of another."""
    found = np.tile([0.7, 0.3], (LEAST_ROWS, 1))

    assert surest(found, [1.0, 0.0], 1.0) == dict.fromkeys(range(LEAST_ROWS), 0)


def test_what_is_said_alike_follows_the_surest() -> None:
    """Of a hundred rows the starter knows ten of each word, and is a little wrong about all others."""
    texts = [("wug zibble", "", ""), ("gorp snee", "", "")] * 50
    first = np.tile([[0.48, 0.52], [0.52, 0.48]], (50, 1))
    first[:20] = [[0.9, 0.1], [0.1, 0.9]] * 10
    rows = Spoken(texts, np.zeros((100, 1), dtype=np.float32))
    found = spread(rows, first, [0.2, 0.2], LogisticWordReader())

    assert found.argmax(axis=1).tolist() == [0, 1] * 50
    assert np.allclose(found.sum(axis=1), 1.0)


def test_where_one_class_is_known_all_rows_are_of_it() -> None:
    """There is nothing to tell it from."""
    rows = Spoken([("a", "", ""), ("b", "", "")], np.zeros((2, 1), dtype=np.float32))

    assert LogisticWordReader().judged(rows, {0: 1}, 2).argmax(axis=1).tolist() == [1, 1]

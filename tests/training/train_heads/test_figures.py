"""Macro-F1, calibration and the paired interval, against hand and library."""

from __future__ import annotations

from random import Random

import pytest

from talktrack.training.train_heads.figures import Judged, calibration_error, gained, macro_f1

RNG = Random(3)
RIGHT = [RNG.choice("abc") for _ in range(300)]
HEARD = [one if RNG.random() < 0.7 else RNG.choice("abc") for one in RIGHT]
ACCOUNTS = [f"a{place // 10}" for place in range(300)]


def _judged(heard: list[str]) -> Judged:
    return Judged(RIGHT, heard, [1.0] * len(heard), ACCOUNTS)


def test_macro_f1_is_the_librarys() -> None:
    """Mean over the classes that experts named."""
    from sklearn.metrics import f1_score

    assert macro_f1(RIGHT, HEARD) == pytest.approx(f1_score(RIGHT, HEARD, average="macro"))
    assert (macro_f1(["a"], ["z"]), macro_f1([], [])) == (0.0, 0.0)


def test_calibration_error_is_the_mean_gap() -> None:
    """Ten rows claim 0.95 of which eight are right, ten claim 0.55 of which six are: (0.15 + 0.05) / 2."""
    right = ["a"] * 20
    heard = ["a"] * 8 + ["b"] * 2 + ["a"] * 6 + ["b"] * 4
    judged = Judged(right, heard, [0.95] * 10 + [0.55] * 10, ["x"] * 20)

    assert calibration_error(judged) == pytest.approx(0.1)


def test_a_head_that_is_better_everywhere_gains_for_sure() -> None:
    """All right against seven tenths; the mean is the difference of both figures."""
    gain = gained(_judged(RIGHT), HEARD)

    assert gain.mean == pytest.approx(1 - macro_f1(RIGHT, HEARD))
    assert 0 < gain.low < gain.mean < gain.high
    assert gain.clusters == 30


def test_the_same_answers_gain_nothing() -> None:
    """Paired: what both share leaves no spread."""
    gain = gained(_judged(HEARD), HEARD)

    assert (gain.mean, gain.low, gain.high) == (0.0, 0.0, 0.0)


def test_nothing_held_out_proves_nothing() -> None:
    """No accounts, no gain."""
    assert gained(Judged([], [], [], []), []).clusters == 0

"""How well a seller communicates: the formula by hand, and a head's expected level."""

from __future__ import annotations

import pytest

from talktrack.core.effectiveness import call_features, effectiveness, level_of
from talktrack.core.heads import Head, Judge
from talktrack.core.records import Analysis, TurnLabel


def _analysis(*labels: str, met: float | None = None) -> Analysis:
    given = [
        TurnLabel(turn=at, kind=one.split(":")[0], label=one.split(":")[1], confidence=1.0)
        for at, one in enumerate(labels)
    ]
    return Analysis(conversation_id="c", tenant="acme", turns=10, words=100, labels=given, objections_met_rate=met)


def test_the_formula_is_the_mean_of_what_is_known() -> None:
    """One good of two techniques, one deep of four questions, every objection met: (0.5 + 0.25 + 1) / 3."""
    asked = ("question:consequence", "question:situation", "question:situation", "question:situation")
    made = _analysis("technique:summary", "technique:argue", "technique:question", *asked, met=1.0)

    assert effectiveness(made) == pytest.approx((0.5 + 0.25 + 1.0) / 3)


def test_nothing_heard_is_nothing_claimed() -> None:
    """A call without labels has no effectiveness."""
    assert effectiveness(_analysis()) is None


def test_a_head_gives_the_expected_level() -> None:
    """Levels 2 and 4 are equally likely: level 3, the middle of the range."""
    width = call_features(_analysis()).shape[0]
    head = Head(kind="skill", classes=["2", "4"], weights=[[0.0] * width] * 2, bias=[0.0, 0.0])

    assert effectiveness(_analysis("technique:argue"), Judge(head)) == pytest.approx(0.5)


def test_levels_are_spread_over_the_range() -> None:
    """From 1 to 5."""
    assert [level_of(value) for value in (0.0, 0.25, 0.6, 1.0)] == [1, 2, 3, 5]

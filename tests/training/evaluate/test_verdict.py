"""The verdict and its reasons."""

from __future__ import annotations

import pytest

from talktrack.core.bootstrap import Interval
from talktrack.training.evaluate.verdict import decide

PRIMARY = frozenset({"loss_gain"})
UP = Interval(0.3, 0.1, 0.5, clusters=20)
DOWN = Interval(-0.3, -0.5, -0.1, clusters=20)
UNSURE = Interval(0.1, -0.1, 0.3, clusters=20)
LONELY = Interval(0.3, 0.3, 0.3, clusters=2)


@pytest.mark.parametrize(
    ("loss", "relevance", "verdict"),
    [
        (UP, UP, "better"),
        (UP, UNSURE, "better"),
        (UP, DOWN, "worse"),
        (DOWN, UP, "worse"),
        (UNSURE, UP, "inconclusive"),
        (UNSURE, UNSURE, "inconclusive"),
        (UNSURE, DOWN, "worse"),
        (LONELY, LONELY, "inconclusive"),
    ],
)
def test_verdicts(loss: Interval, relevance: Interval, verdict: str) -> None:
    """A guard that is worse outweighs everything; only a primary metric can win."""
    assert decide({"loss_gain": loss, "relevance_gain": relevance}, PRIMARY).name == verdict


def test_reasons_name_metric_and_interval() -> None:
    """What decided is said in a sentence."""
    found = decide({"loss_gain": UP, "relevance_gain": DOWN}, PRIMARY)

    assert found.reasons == [
        "relevance_gain is worse: -0.3000, between -0.5000 and -0.1000 (all intervals together: 95 %)"
    ]


def test_nothing_compared_is_inconclusive() -> None:
    """Without evidence the champion stays."""
    assert decide({}, PRIMARY).reasons == ["nothing could be compared"]


def test_too_few_conversations_are_told() -> None:
    """With how many there should be."""
    assert decide({"loss_gain": LONELY}, PRIMARY).reasons == ["fewer than 6 golden conversations could be compared"]

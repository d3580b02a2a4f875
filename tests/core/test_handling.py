"""An objection is met when the prospect, having heard the answer, objects no more."""

from __future__ import annotations

import pytest

from talktrack.core.handling import handled
from talktrack.core.records import TurnLabel

SELLER, PROSPECT = "seller", "prospect"


def _call(*moves: str) -> tuple[list[TurnLabel], list[str]]:
    """Return labels and sides of moves such as ``p:price`` (objects), ``s:argue`` (technique) and ``p:``."""
    labels, sides = [], []
    for turn, move in enumerate(moves):
        side, _, label = move.partition(":")
        sides.append(SELLER if side == "s" else PROSPECT)
        if label:
            kind = "technique" if side == "s" else "objection"
            labels.append(TurnLabel(turn=turn, kind=kind, label=label, confidence=0.9))
    return labels, sides


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        (("p:price", "s:reframe", "p:"), [(0, "met")]),
        (("p:price", "s:argue", "p:price"), [(0, "missed")]),
        (("p:price", "s:clarify", "p:price", "s:reframe", "p:"), [(0, "met")]),
        (("p:price", "s:clarify", "p:price", "s:argue", "p:price"), [(0, "missed")]),
        (("p:price", "s:argue", "p:price", "s:", "p:timing", "s:reframe", "p:"), [(0, "missed"), (4, "met")]),
        (("p:price", "p:price", "s:reframe", "p:"), [(0, "met"), (1, "met")]),
        (("p:price", "s:reframe"), []),
        (("s:", "p:"), []),
    ],
)
def test_the_outcome_stands_on_the_turn_that_raises_it(moves: tuple[str, ...], expected: list[tuple[int, str]]) -> None:
    """A repeated objection was missed, unless the seller had only asked what is behind it; unanswered is neither."""
    assert [(one.turn, one.label) for one in handled(*_call(*moves))] == expected

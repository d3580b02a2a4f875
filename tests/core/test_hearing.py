"""What is heard in a call by rules, and who is named for it."""

from __future__ import annotations

import pytest

from talktrack.core.hearing import Hearing
from tests.samples import WordEncoder, call, turn

TURNS = [
    turn("s1", "Walk me through how you currently handle invoices?", 0, 5),
    turn("s2", "In short, by hand.", 5, 8),
    turn("s1", "Our platform comes with connectors.", 9, 12),
    turn("s2", "We have no budget for this.", 12, 15),
    turn("s1", "With respect, you're wrong there.", 15, 18),
    turn("s2", "I'm still not comfortable.", 18, 20),
]


def test_rules_hear_the_story_of_a_call() -> None:
    """A question of fact, a pitch, an objection that is argued with and comes again."""
    made = Hearing().analysis(call(TURNS), WordEncoder().encode([one.text for one in TURNS]))

    assert [(one.turn, one.kind, one.label) for one in made.labels] == [
        (0, "question", "situation"),
        (0, "technique", "question"),
        (2, "question", "presentation"),
        (3, "handling", "missed"),
        (3, "objection", "price"),
        (4, "technique", "argue"),
        (5, "objection", "price"),
    ]
    assert (made.objections, made.traits, made.objections_met_rate) == (["price"], ["terse"], 0.0)
    assert made.classified_by == "rules"


def test_effectiveness_is_the_mean_of_three_shares() -> None:
    """No good technique of one, no deep question of one, no objection met."""
    made = Hearing().analysis(call(TURNS), None)

    assert made.effectiveness == pytest.approx(0.0)


def test_nothing_said_is_nothing_heard() -> None:
    """Empty texts have no labels, and nobody claims anything about the seller."""
    made = Hearing().analysis(call([turn("s1", ""), turn("s2", "")]), None)

    assert (made.labels, made.effectiveness, made.objections_met_rate) == ([], None, None)

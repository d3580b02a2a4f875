"""How much an example weighs: what feedback, the deal's end and a customer's reply say about it."""

from __future__ import annotations

from talktrack.core.records import SubjectScore
from talktrack.core.reference import Deal

UNJUDGED = 0.5
POSITIVE = 0.5
OUTCOME_CONFIDENCE = 2 / 3
"""One full vote of one mind, by the rule of succession that scores follow: (1 + 1) / (1 + 2)."""
EXPERT_WEIGHT = 1.0
LIKED, DISLIKED = 4.0, 2.0
"""Ratings from 1 to 5: from the first up an answer is learnt from as good, up to the second as bad."""


def weight_of(score: SubjectScore | None) -> float:
    """Return the weight of a subject's examples: confidence when it is liked, 1 - confidence when it is not."""
    if score is None:
        return UNJUDGED
    return score.confidence if score.score >= POSITIVE else 1.0 - score.confidence


def weight_by_deal(deal: Deal | None) -> float:
    """Return the weight of a conversation that nobody judged: how its deal ended is one vote."""
    if deal is None or not deal.is_closed:
        return UNJUDGED
    return OUTCOME_CONFIDENCE if deal.is_won else 1.0 - OUTCOME_CONFIDENCE


def sure(weight: float) -> float:
    """Return the confidence behind a weight, whichever way it points: that of what somebody put in its place."""
    return max(weight, 1.0 - weight)


def replied(weight: float) -> float:
    """Return the weight of a mail that the customer answered: at least that of one good vote."""
    return max(weight, OUTCOME_CONFIDENCE)

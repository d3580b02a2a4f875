"""How objections were handled: met when the prospect, having heard the seller's answer, objects no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from talktrack.core.conversation import PROSPECT, SELLER
from talktrack.core.records import TurnLabel
from talktrack.core.sales_labels import NONE, OBJECTION, TECHNIQUE

HANDLING = "handling"
MET, MISSED = "met", "missed"
CLARIFY = "clarify"


def handled(labels: Sequence[TurnLabel], sides: Sequence[str]) -> list[TurnLabel]:
    """Return met or missed for the turn on which each objection is first raised; none where nobody answered it.

    A seller who only asks what is behind it is heard on: the prospect's answer to that is part of the objection.
    """
    objections = {one.turn: one for one in labels if one.kind == OBJECTION and one.label != NONE}
    techniques = {one.turn: one.label for one in labels if one.kind == TECHNIQUE}
    found, done = list[TurnLabel](), -1
    for turn in sorted(objections):
        if turn > done:
            outcome = _outcome(turn, objections, techniques, sides)
            done = outcome[1]
            if outcome[0]:
                sure = objections[turn].confidence
                found.append(TurnLabel(turn=turn, kind=HANDLING, label=outcome[0], confidence=sure))
    return found


def _outcome(
    turn: int, objections: Mapping[int, TurnLabel], techniques: Mapping[int, str], sides: Sequence[str]
) -> tuple[str, int]:
    """Return met, missed or nothing, and the last turn that belongs to this objection."""
    last = turn
    for reply, answered_by in _replies(turn, sides):
        if reply not in objections or objections[reply].label != objections[turn].label:
            return MET, last
        if not any(techniques.get(place) == CLARIFY for place in answered_by):
            return MISSED, reply
        last = reply
    return "", len(sides)


def _replies(turn: int, sides: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """Yield each later turn of the prospect behind the seller's, with the seller's turns before it."""
    answered_by: list[int] = []
    for place in range(turn + 1, len(sides)):
        if sides[place] == SELLER:
            answered_by.append(place)
        elif sides[place] == PROSPECT and answered_by:
            yield place, answered_by
            answered_by = []

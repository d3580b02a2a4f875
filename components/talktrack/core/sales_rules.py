"""What cue words alone say of a call's turns: the fallback where no heads were trained for the encoder.

A turn is what most of its cues speak for. Nothing was learnt, so the confidence is one number for all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from talktrack.core import sales_cues
from talktrack.core.conversation import PROSPECT, SELLER, Turn
from talktrack.core.records import TurnLabel
from talktrack.core.sales_cues import Cues
from talktrack.core.sales_labels import LABELS, NONE, OBJECTION, QUESTION, TECHNIQUE, TRAITS

RULES = "rules"
CONFIDENCE = 0.5
ENOUGH = 2.0
"""Cues that make an objection; a no counts as one."""
_AT = sales_cues.places()


def rule_labels(turns: Sequence[Turn], sides: Sequence[str], cues: Cues) -> list[TurnLabel]:
    """Return question class and technique of each seller turn, and the objection of each prospect turn."""
    found: list[TurnLabel] = []
    objection = NONE
    for place, (turn, side) in enumerate(zip(turns, sides, strict=True)):
        if side == SELLER:
            asks = "?" in turn.text
            found.append(_label(place, QUESTION, question(cues[place], asks=asks)))
            found.append(_label(place, TECHNIQUE, technique(cues[place], asks=asks)))
        elif side == PROSPECT:
            objection = objected(cues[place], objection)
            found.append(_label(place, OBJECTION, objection))
    return found


def question(cues: Cues, *, asks: bool) -> str:
    """Return the question class: what does not ask can only present."""
    if not asks:
        return "presentation" if cues[_AT["question.presentation"]] else NONE
    return _most(cues, QUESTION) or NONE


def technique(cues: Cues, *, asks: bool) -> str:
    """Return the technique; a turn that asks and shows no other is a question."""
    return _most(cues, TECHNIQUE) or ("question" if asks else NONE)


def objected(cues: Cues, before: str) -> str:
    """Return the objection of a prospect's turn. Who refuses after an objection repeats it."""
    kind = _most(cues, OBJECTION)
    against = cues[_AT["prospect.refuses"]]
    if cues[_AT["prospect.accepts"]] and not against:
        return NONE
    if kind and cues[_AT[f"{OBJECTION}.{kind}"]] + cues[_AT["no"]] + against >= ENOUGH:
        return kind
    return before if against else NONE


def traits(sides: Sequence[str], cues: Cues) -> list[str]:
    """Return what the prospect's own words show of them, at most two traits, the plainest first."""
    said = cues[[place for place, side in enumerate(sides) if side == PROSPECT]]
    shown = {trait: int((said[:, _AT[f"trait.{trait}"]] > 0).sum()) for trait in TRAITS}
    ranked = sorted(shown, key=lambda trait: (-shown[trait], trait))
    return [trait for trait in ranked[:2] if shown[trait]]


def _most(cues: Cues, kind: str) -> str | None:
    """Return the class with most cues, the first of `core.sales_labels` among equals; None without any."""
    names = [label for label in LABELS[kind] if f"{kind}.{label}" in _AT]
    counts = [cues[_AT[f"{kind}.{label}"]] for label in names]
    best = int(np.argmax(counts))
    return names[best] if counts[best] else None


def _label(turn: int, kind: str, label: str) -> TurnLabel:
    return TurnLabel(turn=turn, kind=kind, label=label, confidence=CONFIDENCE)

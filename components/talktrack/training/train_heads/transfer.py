"""Lessons of a tenant whose experts said too little: its calls, with what a starter hears in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from talktrack.core.conversation import Turn
from talktrack.core.heads import Features
from talktrack.core.hearing import SAID_BY, Hearing, cues_of, sides_of
from talktrack.core.ports import Encoder
from talktrack.core.sales_labels import NONE
from talktrack.core.starter import Spoken, Starter, WordReader
from talktrack.core.turn_features import general_features, turn_features
from talktrack.training.train_heads.lessons import Lesson, encoded
from talktrack.training.train_heads.material import EXAM, Labelled
from talktrack.training.train_heads.spreading import spread


@dataclass(frozen=True)
class Start:
    """The starter of another tenant, and what reads this tenant's words."""

    starter: Starter
    words: WordReader


@dataclass
class Turns:
    """All turns that may have a label of one kind: what experts say of them is `right`, or nothing."""

    lesson: Lesson = field(default_factory=Lesson)
    general: list[Features] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)


def of_all_turns(labelled: Iterable[Labelled], encoder: Encoder, today: Hearing, most: int) -> dict[str, Turns]:
    """Return the turns of each kind, at most so many together; whole conversations are taken or left."""
    found: defaultdict[str, Turns] = defaultdict(Turns)
    taken = 0
    for one, vectors in encoded(iter(labelled), encoder):
        if taken >= most:
            break
        turns, sides, cues = one.conversation.turns, sides_of(one.conversation), cues_of(one.conversation)
        features, general = turn_features(vectors, turns, sides, cues), general_features(turns, sides, cues)
        heard = {(at.turn, at.kind): at.label for at in today.turn_labels(one.conversation, sides, vectors, cues)}
        for place, kind in _said(sides):
            rows = found[kind]
            right = one.turns.get((place, kind), "")
            rows.lesson.add(features[place].copy(), right, heard.get((place, kind), NONE), one)
            rows.general.append(general[place].copy())
            rows.texts.append(_texts(turns, place))
            taken += 1
    return dict(found)


def lessons_by(start: Start, kinds: Collection[str], turns: Mapping[str, Turns]) -> dict[str, Lesson]:
    """Return the lesson of each of some kinds that the starter can hear."""
    found = {kind: lesson_of(turns[kind], kind, start) for kind in sorted(kinds) if kind in turns}
    return {kind: lesson for kind, lesson in found.items() if lesson}


def lesson_of(turns: Turns, kind: str, start: Start) -> Lesson | None:
    """Return rows to learn from, labelled by what the starter hears where no expert was, and the experts' to be judged.

    What experts say of held-out accounts is never shown to what labels the others. None where the starter has no such
    head.
    """
    judge = start.starter.judge(kind)
    mine = [place for place, side in enumerate(turns.lesson.sides) if side != EXAM]
    if judge is None or not mine:
        return None
    spoken = Spoken([turns.texts[place] for place in mine], np.stack([turns.general[place] for place in mine]))
    classes = judge.head.classes
    shares = [start.starter.shares[kind].get(name, 0.0) for name in classes]
    found = spread(spoken, judge.probabilities(spoken.features), shares, start.words)
    heard = dict(zip(mine, (classes[best] for best in found.argmax(axis=1).tolist()), strict=True))
    labels = [right or heard.get(place, "") for place, right in enumerate(turns.lesson.right)]
    lesson = turns.lesson.with_right(labels)
    return lesson.where([bool(label) for label in labels])


def _said(sides: list[str]) -> Iterator[tuple[int, str]]:
    return ((place, kind) for place, side in enumerate(sides) for kind, by in SAID_BY.items() if side == by)


def _texts(turns: list[Turn], place: int) -> tuple[str, str, str]:
    """Return what is said in a turn, before it and after it."""
    before = turns[place - 1].text if place else ""
    after = turns[place + 1].text if place + 1 < len(turns) else ""
    return turns[place].text, before, after

"""Rows to learn from: features of labelled turns and calls, with what judges them today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np

from talktrack.core.conversation import Conversation
from talktrack.core.effectiveness import call_features
from talktrack.core.heads import Features
from talktrack.core.hearing import Hearing, cues_of, sides_of
from talktrack.core.ports import Encoder, Vectors
from talktrack.core.sales_labels import NONE
from talktrack.core.turn_features import turn_features
from talktrack.training.train_heads.material import Labelled

AT_ONCE = 32


@dataclass
class Lesson:
    """Rows of one kind: what they are told, what is right, what is heard today, whose they are and on which side."""

    features: list[Features] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    today: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    sides: list[str] = field(default_factory=list)

    def on(self, side: str) -> Lesson:
        """Return the rows of one side."""
        return self.where([found == side for found in self.sides])

    def where(self, wanted: Sequence[bool]) -> Lesson:
        """Return the rows that are wanted."""
        places = [place for place, found in enumerate(wanted) if found]
        return Lesson(*([column[place] for place in places] for column in self._columns()))  # type: ignore[arg-type]

    def with_right(self, right: list[str]) -> Lesson:
        """Return the same rows, but for what is right."""
        return replace(self, right=right)

    @property
    def matrix(self) -> Features:
        """Return the features as one array, a row for each label."""
        return np.stack(self.features) if self.features else np.zeros((0, 0), dtype=np.float32)

    def add(self, features: Features, right: str, today: str, labelled: Labelled) -> None:
        """Add one row."""
        self.features.append(features)
        self.right.append(right)
        self.today.append(today)
        self.accounts.append(labelled.account)
        self.sides.append(labelled.side)

    def _columns(self) -> tuple[list[Features], list[str], list[str], list[str], list[str]]:
        return self.features, self.right, self.today, self.accounts, self.sides


def of_turns(labelled: Iterable[Labelled], encoder: Encoder, today: Hearing, most: int) -> dict[str, Lesson]:
    """Return the lesson of each kind, of at most so many labels together; whole conversations are taken or left."""
    lessons: defaultdict[str, Lesson] = defaultdict(Lesson)
    taken = 0
    for one, vectors in encoded((row for row in labelled if row.turns), encoder):
        if taken >= most:
            break
        sides, cues = sides_of(one.conversation), cues_of(one.conversation)
        features = turn_features(vectors, one.conversation.turns, sides, cues)
        heard = {(at.turn, at.kind): at.label for at in today.turn_labels(one.conversation, sides, vectors, cues)}
        for (turn, kind), label in one.turns.items():
            lessons[kind].add(features[turn].copy(), label, heard.get((turn, kind), NONE), one)
            taken += 1
    return dict(lessons)


def of_calls(labelled: Iterable[Labelled], encoder: Encoder, hearing: Hearing, today: Hearing) -> Lesson:
    """Return what experts say of whole calls; `today` holds the effectiveness that is found today, as a number."""
    lesson = Lesson()
    for one, vectors in encoded((row for row in labelled if row.level), encoder):
        told = call_features(hearing.analysis(one.conversation, vectors))
        before = today.analysis(one.conversation, vectors).effectiveness
        lesson.add(told, one.level or "", str(0.5 if before is None else before), one)
    return lesson


def encoded(labelled: Iterator[Labelled], encoder: Encoder) -> Iterator[tuple[Labelled, Vectors]]:
    """Yield conversations with the vectors of their turns; some share the encoder's batches."""
    while batch := list(islice(labelled, AT_ONCE)):
        vectors = encoder.encode(_texts([one.conversation for one in batch]))
        first = 0
        for one in batch:
            last = first + len(one.conversation.turns)
            yield one, vectors[first:last]
            first = last


def _texts(conversations: list[Conversation]) -> list[str]:
    return [turn.text for one in conversations for turn in one.turns]

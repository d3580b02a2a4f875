"""Who listens to dialogues in the score of learning: small classifiers that learnt from true calls of other accounts.

They hear bags of words and word pairs. What they hear in true held-out dialogues is told beside what they hear in
played ones: no model can be understood better than people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from talktrack.core.conversation import PROSPECT
from talktrack.core.sales_labels import NONE, TRAITS
from talktrack.world.conversations import generate
from talktrack.world.organisation import Organisation
from talktrack.world.truth import Truth

TENANT, TURNS = "ears", 40
SEED, CALLS = 901, 1000
SHOWN = "shown"
_WORD = re.compile(r"\[[A-Z_]+(?::\w+)?\]|[^\W\d_]+")


@dataclass(frozen=True)
class Ears:
    """Tell what a turn objects, who says it, and how much each trait is heard in what a prospect says in a call."""

    objections: Ear
    roles: Ear
    traits: dict[str, Ear]

    def persona(self, turns: Sequence[str]) -> list[str]:
        """Return all traits, surest first: each shows in few of a dialogue's turns, so that the surest turn tells."""
        sure = {name: max(self.traits[name].shares(turns, SHOWN)) for name in TRAITS}
        return sorted(TRAITS, key=lambda name: -sure[name])


class Ear:
    """A logistic regression over the words and word pairs of a text."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        self._words: Any = CountVectorizer(analyzer=grams, binary=True, min_df=3)
        self._heads: Any = LogisticRegression(C=0.3, max_iter=300)
        self._heads.fit(self._words.fit_transform(texts), np.array(labels))

    def heard(self, texts: Sequence[str]) -> list[str]:
        """Return the likeliest label of each text."""
        return [str(label) for label in self._heads.predict(self._words.transform(texts))]

    def shares(self, texts: Sequence[str], label: str) -> list[float]:
        """Return how likely one label is for each text."""
        place = list(self._heads.classes_).index(label)
        return [float(row[place]) for row in self._heads.predict_proba(self._words.transform(texts))]


def learnt(book: str) -> Ears:
    """Return ears that know the phrase book from true calls of an organisation nobody else learns from."""
    truths = [call.truth for call in generate(Organisation(SEED, TENANT, book, CALLS, TURNS))]
    turns = [turn for truth in truths for turn in truth.turns]
    said = [turn for turn in turns if turn.role == PROSPECT]
    return Ears(
        objections=Ear([turn.clean for turn in said], [turn.objection for turn in said]),
        roles=Ear([turn.clean for turn in turns], [turn.role for turn in turns]),
        traits=_traits(truths),
    )


def _traits(truths: Sequence[Truth]) -> dict[str, Ear]:
    """Learn of each turn whether who says it has a trait, though most turns show none."""
    traits = {person.id: person.traits for truth in truths for person in truth.people}
    said = [turn for truth in truths for turn in truth.turns if turn.role == PROSPECT]
    texts = [turn.clean for turn in said]
    return {name: Ear(texts, [SHOWN if name in traits[turn.person_id] else NONE for turn in said]) for name in TRAITS}


def grams(text: str) -> list[str]:
    """Return the words and word pairs of a text."""
    return [*_words(text), *(f"{one} {other}" for one, other in word_pairs(text))]


def word_pairs(text: str) -> list[tuple[str, str]]:
    """Return the pairs of neighbouring words of a text, in lower case."""
    words = _words(text)
    return list(pairwise(words))


def _words(text: str) -> list[str]:
    """Return words in lower case; who is named does not matter, so that a token is its kind alone."""
    return [word.partition(":")[0].strip("[]").lower() for word in _WORD.findall(text)]

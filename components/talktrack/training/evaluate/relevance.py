"""Relevance: does an answer resemble what was really said here more than what was said elsewhere?

A cosine alone says little: every two sentences of sales talk are alike. So it is held against chance, twice. An answer
a resembles a reference r, which was said to the question q, by

    s(a, r) = z(cosine of their vectors under the pinned encoder) + z(cosine of their rare words, those of q included)

where z takes away the mean and divides by the deviation that the references of other prompts have with this r, so that
a reference that resembles everything gains nothing by it. Words weigh log(N / n) where n of N references hold them.

    relevance = share of references d of other conversations with s(a, r) > s(a, d), ties counted half

1 means that nothing that was said elsewhere resembles the answer as much. Answers to other prompts get 1/2 on average,
and so does one generic answer to all prompts, because it ranks all references in one order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talktrack.core.ports import Encoder

CHANCE = 0.5
LEAST_DEVIATION = 1e-3
_WORD = re.compile(r"[^\W\d_]+")
Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Said:
    """What was really said to a question in a conversation."""

    question: str
    reference: str
    conversation: str


class Relevance:
    """Holds answers against what was said to the same questions and to others."""

    def __init__(self, said: Sequence[Said], encoder: Encoder) -> None:
        self._encoder = encoder
        self._conversations = np.array([one.conversation for one in said])
        self._texts = np.array([_same(one.reference) for one in said])
        references = [one.reference for one in said]
        self._words = _RareWords([f"{one.question} {one.reference}" for one in said])
        self._meaning = encoder.encode(references)
        self._scales = [_Scale(matrix) for matrix in self._cosines(references)]

    def of(self, answers: Sequence[str]) -> list[float | None]:
        """Return the relevance in [0, 1] of an answer to each question.

        Silence is relevant to nothing; None where no other conversation gives anything to compare with.
        """
        alike = sum(scale.applied(found) for scale, found in zip(self._scales, self._cosines(answers), strict=True))
        found: list[float | None] = []
        for place, row in enumerate(np.asarray(alike)):
            elsewhere = (self._conversations != self._conversations[place]) & (self._texts != self._texts[place])
            found.append(_above(row[elsewhere], row[place]) if answers[place].strip() else 0.0)
        return found

    def _cosines(self, answers: Sequence[str]) -> tuple[Matrix, Matrix]:
        """Return how much each answer resembles each reference, by meaning and by rare words."""
        return self._encoder.encode(answers) @ self._meaning.T, self._words.cosines(answers)


class _Scale:
    """What a cosine with each reference is when it means nothing."""

    def __init__(self, among_references: Matrix) -> None:
        if len(among_references) > 1:
            others = np.where(np.eye(len(among_references), dtype=bool), np.nan, among_references)
            self._mean, self._deviation = np.nanmean(others, axis=0), np.nanstd(others, axis=0)
        else:
            self._mean, self._deviation = np.zeros(1), np.ones(1)

    def applied(self, cosines: Matrix) -> npt.NDArray[np.float64]:
        """Return cosines (answers, references) in deviations above chance."""
        return np.asarray((cosines - self._mean) / np.maximum(self._deviation, LEAST_DEVIATION))


class _RareWords:
    """Texts as unit vectors of the words they hold, rare ones weighing more."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = Counter(word for text in texts for word in _words(text))
        self._places = {word: place for place, word in enumerate(counted)}
        self._weights = np.log(len(texts) / np.array([*counted.values(), 1.0]))[: len(counted)].astype(np.float32)
        self._texts = self._vectors(texts)

    def cosines(self, answers: Sequence[str]) -> Matrix:
        """Return the cosine of each answer with each text; words that no text holds do not count."""
        return np.asarray(self._vectors(answers) @ self._texts.T)

    def _vectors(self, texts: Sequence[str]) -> Matrix:
        found = np.zeros((len(texts), len(self._places)), dtype=np.float32)
        for row, text in enumerate(texts):
            places = [self._places[word] for word in _words(text) if word in self._places]
            found[row, places] = self._weights[places]
        return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9))


def _above(others: npt.NDArray[np.float64], own: float) -> float | None:
    """Return the share of others that are below."""
    return float(np.mean(others < own) + np.mean(others == own) / 2) if others.size else None


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _same(text: str) -> str:
    return " ".join(text.lower().split())

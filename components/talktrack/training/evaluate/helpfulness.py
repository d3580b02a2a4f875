"""Helpfulness: a reward head over the pinned encoder's vectors, learnt from what users said about answers.

Each correction says that one answer to a prompt is better than another (Bradley and Terry 1952; reward models:
Christiano et al. 2017), each rating says how good one is. With features f of a prompt and an answer,

    helpfulness = 1 / (1 + exp(-w·f)),   w by ridge-penalised logistic regression

where a better answer is labelled 1 and a worse one 0, both weighted alike. Features are the answer's vector, its
product with the question's, their cosine, the length, and how many words are no everyday English ones. Without
`FEWEST` judgements of either kind nothing is learnt and nothing scored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talktrack.core.ports import Encoder
from talktrack.core.vocabulary import common_words

FEWEST = 5
RIDGE = 1.0
NEWTON_STEPS = 12
LONGEST_WORDS = 60
LIKED = 0.5
MOST_RARE, RARE_SCALE = 5, 4.0

_WORD = re.compile(r"[^\W\d_]+|\d+")
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """An answer to a question and how much somebody liked it, in [0, 1]."""

    question: str
    answer: str
    liked: float


class RewardHead:
    """Tells liked answers from others."""

    def __init__(self, encoder: Encoder, weights: Matrix) -> None:
        self._encoder = encoder
        self._weights = weights

    @classmethod
    def learnt(cls, judged: Sequence[Judged], encoder: Encoder) -> RewardHead | None:
        """Return the head that judgements teach, or None where there are too few of either kind."""
        labels = np.array([float(one.liked >= LIKED) for one in judged])
        if min((labels == 1).sum(), (labels == 0).sum()) < FEWEST:
            return None
        features = _features([one.question for one in judged], [one.answer for one in judged], encoder)
        sureness = np.array([abs(one.liked - LIKED) * 2 for one in judged])
        for label in (0.0, 1.0):
            sureness[labels == label] /= max(sureness[labels == label].mean() * (labels == label).sum(), 1e-9)
        return cls(encoder, _fitted(features, labels, sureness * len(labels) / 2))

    def helpfulness(self, questions: Sequence[str], answers: Sequence[str]) -> list[float]:
        """Return the chance that each answer is liked; silence helps nobody."""
        chances = _logistic(_features(questions, answers, self._encoder) @ self._weights)
        return [float(chance) if text.strip() else 0.0 for chance, text in zip(chances, answers, strict=True)]


def _features(questions: Sequence[str], answers: Sequence[str], encoder: Encoder) -> Matrix:
    """Return one row a pair: the answer, what question and answer share, their cosine, the length, and 1."""
    asked, said = encoder.encode(questions).astype(np.float64), encoder.encode(answers).astype(np.float64)
    root = np.sqrt(said.shape[1])
    lengths = np.array([min(len(text.split()), LONGEST_WORDS) / LONGEST_WORDS for text in answers])
    cosines = (asked * said).sum(axis=1)
    rare = np.array([_rare_words(text) for text in answers]) * RARE_SCALE
    return np.column_stack([said * root / 4, asked * said * root, cosines, lengths, rare, np.ones(len(answers))])


def _rare_words(text: str) -> tuple[float, float]:
    """Return how many of the words are no everyday ones, as a share and counted up to `MOST_RARE`."""
    words = _WORD.findall(text.lower())
    rare = sum(word not in common_words() for word in words)
    return rare / max(len(words), 1), min(rare, MOST_RARE) / MOST_RARE


def _fitted(features: Matrix, labels: Matrix, sureness: Matrix) -> Matrix:
    """Return the weights of ridge-penalised logistic regression by Newton's method; the last one has no penalty."""
    weights = np.zeros(features.shape[1])
    penalty = np.full(features.shape[1], RIDGE)
    penalty[-1] = 1e-6
    for _ in range(NEWTON_STEPS):
        chances = _logistic(features @ weights)
        slope = features.T @ (sureness * (chances - labels)) + penalty * weights
        curve = (features * (sureness * chances * (1 - chances))[:, None]).T @ features + np.diag(penalty)
        weights -= np.linalg.solve(curve, slope)
    return weights


def _logistic(values: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -50, 50))))

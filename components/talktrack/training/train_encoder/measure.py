"""What encoders find of the held-out questions, by each way of reading and of fusing with full text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from talktrack.core.bm25 import Bm25, words
from talktrack.core.ports import Encoder, OnePassEncoder, Vectors
from talktrack.core.unit_vectors import unit
from talktrack.training.train_encoder.exam import Exam, contexts
from talktrack.training.train_encoder.ranks import best, both, ndcg

QUESTIONS_PER_BLOCK = 256
Rankings = list[list[int]]


class Measure:
    """nDCG@10 over one exam, question by question."""

    def __init__(self, exam: Exam) -> None:
        """Take the questions and the texts they are looked for in."""
        self._exam = exam

    @property
    def conversations(self) -> list[str]:
        """Return the conversation of each question."""
        return [question.conversation_id for question in self._exam.questions]

    @cached_property
    def words(self) -> Rankings:
        """Return for each question the chunks that full text finds, best first."""
        index = Bm25([words(text) for text in self._exam.texts])
        return [best(index.scores(words(question.text))) for question in self._exam.questions]

    def alone(self, encoder: Encoder) -> Rankings:
        """Return what vectors find where each chunk is encoded on its own."""
        return self._found(encoder, encoder.encode(self._exam.texts))

    def in_one_pass(self, encoder: OnePassEncoder) -> Rankings:
        """Return what vectors find where each conversation is read once."""
        sums = encoder.token_sums(self._exam.passages)
        return self._found(encoder, np.vstack([_in_context(one) for one in sums]))

    def values(self, rankings: Rankings) -> list[float]:
        """Return nDCG@10 of each question."""
        return [
            ndcg(question.relevant, ranking) for question, ranking in zip(self._exam.questions, rankings, strict=True)
        ]

    def mean(self, rankings: Rankings) -> float:
        """Return the mean nDCG@10."""
        return float(np.mean(self.values(rankings)))

    def fused(self, vectors: Rankings, weights: Sequence[float]) -> dict[float, float]:
        """Return the mean nDCG@10 of vectors and words together, by the weight of words."""
        return {
            weight: self.mean([both(*found, weight) for found in zip(vectors, self.words, strict=True)])
            for weight in weights
        }

    def _found(self, encoder: Encoder, chunks: Vectors) -> Rankings:
        asked = encoder.encode([question.text for question in self._exam.questions])
        return [best(scores) for block in _blocks(asked) for scores in block @ chunks.T]


def words_weight_of(by_weight: Mapping[float, float], share: float) -> float:
    """Return the largest weight of words that keeps this share of what the best one finds.

    The held-out questions understate words: each is taken out of the texts, and nobody asks there for an exact term.
    """
    least = share * max(by_weight.values())
    return max(weight for weight, found in by_weight.items() if found >= least)


def _blocks(asked: Vectors) -> Iterator[Vectors]:
    for start in range(0, len(asked), QUESTIONS_PER_BLOCK):
        yield asked[start : start + QUESTIONS_PER_BLOCK]


def _in_context(sums: Vectors) -> Vectors:
    """Return the unit vectors of turns with the turns around them, from the sums of turns."""
    running = np.vstack([np.zeros((1, sums.shape[1])), np.cumsum(sums, axis=0, dtype=np.float64)])
    first, end = contexts(len(sums))
    return unit(running[end] - running[first])

"""Coherence: do the sentences of an answer stand in the order in which this tenant's people would say them?

The shuffle test (Barzilay and Lapata 2008, "Modeling local coherence"; its limits: Laban et al. 2021) with a linear
model of order. It is learnt from what people really said in the training rows: for a text and another order of its
sentences, the logistic loss of the difference of their scores, where a score is the sum of the weights of hashed
features (words that open and close the answer, words on both sides of each joint, words shared with the question).

    coherence = mean over other orders o of 1 / (1 + exp(score(o) - score(answer)))

An answer of one sentence has no order and gets none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, permutations
from random import Random
from zlib import crc32

import numpy as np
import numpy.typing as npt

from talktrack.core.sentences import spans

BUCKETS = 1 << 16
ROUNDS, STEP, SHRINK = 60, 0.5, 0.1
OTHER_ORDERS, ORDERS_LOOKED_AT = 3, 24
MOST_SENTENCES = 8
FEWEST_TEXTS = 20

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
Sentences = Sequence[str]


class OrderModel:
    """What makes one order of sentences likelier than another."""

    def __init__(self, weights: npt.NDArray[np.float64]) -> None:
        self._weights = weights

    @classmethod
    def learnt(cls, said: Sequence[tuple[str, str]]) -> OrderModel | None:
        """Return the model of (question, text) pairs that people said, or None of fewer than `FEWEST_TEXTS` texts."""
        contrasts = [pair for question, text in said for pair in _contrasts(question, sentences(text))]
        if len(contrasts) < FEWEST_TEXTS:
            return None
        return cls(_fitted(contrasts))

    def coherence(self, question: str, answer: str) -> float | None:
        """Return how much likelier the answer's order is than others, in [0, 1]; None for one sentence or silence."""
        told = sentences(answer)
        others = list(_other_orders(told))
        if not others:
            return None
        own = self._score(question, told)
        gaps = np.array([own - self._score(question, order) for order in others])
        return float(np.mean(1 / (1 + np.exp(-np.clip(gaps, -50, 50)))))

    def _score(self, question: str, order: Sentences) -> float:
        return float(self._weights[_features(question, order)].sum())


def sentences(text: str) -> list[str]:
    """Return the sentences of a text that hold a word, the first ones of a very long text."""
    found = (text[start:end] for start, end in spans(text))
    return list(islice((sentence for sentence in found if _WORD.search(sentence)), MOST_SENTENCES))


def _other_orders(told: Sentences) -> Iterator[Sentences]:
    """Yield some other orders of the sentences, the same ones in every run."""
    orders = list(islice(permutations(told), 1, ORDERS_LOOKED_AT))
    others = [order for order in orders if list(order) != list(told)]
    yield from Random(len(told)).sample(others, min(OTHER_ORDERS, len(others)))


def _contrasts(question: str, told: Sentences) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the features of the order in which something was said, with those of another order."""
    for order in _other_orders(told):
        yield _features(question, told), _features(question, order)


def _features(question: str, order: Sentences) -> list[int]:
    """Return the buckets of an order's features."""
    words = [_words(sentence) for sentence in order]
    asked = _words(question)
    named = [f"ask {asked[-1:]} {words[0][:1]}"]
    named += _edge("first", words[0], order[0], asked)
    named += _edge("last", words[-1], order[-1], asked)
    for before, behind in pairwise(words):
        named += [f"joint {before[-1:]} {behind[:1]}", f"opens {before[:1]} {behind[:1]}"]
        named.append(f"longer {len(before) > len(behind)}")
    return [crc32(name.encode()) % BUCKETS for name in named]


def _edge(side: str, words: Sequence[str], sentence: str, asked: Sequence[str]) -> list[str]:
    """Return the features of the sentence that opens or closes an answer."""
    found = [f"{side} opens {words[:count]}" for count in (1, 2, 3)]
    found += [f"{side} ends {words[-count:]}" for count in (1, 2)]
    found += [f"{side} length {min(len(words), 15)}", f"{side} sign {sentence[-1:]}"]
    found.append(f"{side} shared {min(3, len(set(asked) & set(words)))}")
    return found + [f"{side} word {word}" for word in words]


def _words(text: str) -> list[str]:
    return ["0" if word.isdigit() else word for word in _WORD.findall(text.lower())]


def _fitted(contrasts: Sequence[tuple[list[int], list[int]]]) -> npt.NDArray[np.float64]:
    """Minimise the logistic loss of all contrasts with AdaGrad over the whole set, which needs no random numbers."""
    sizes = [len(right) + len(wrong) for right, wrong in contrasts]
    owner = np.repeat(np.arange(len(contrasts)), sizes)
    bucket = np.concatenate([np.array([*right, *wrong]) for right, wrong in contrasts])
    sign = np.concatenate([np.repeat((1.0, -1.0), (len(right), len(wrong))) for right, wrong in contrasts])
    weights, squares = np.zeros(BUCKETS), np.full(BUCKETS, 1e-2)
    for _ in range(ROUNDS):
        gaps = np.bincount(owner, sign * weights[bucket])
        wrongness = 1 / (1 + np.exp(np.clip(gaps, -50, 50)))
        slope = np.bincount(bucket, sign * wrongness[owner], BUCKETS) - SHRINK * weights
        squares += slope * slope
        weights += STEP * slope / np.sqrt(squares)
    return weights

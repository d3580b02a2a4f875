"""Where topics begin: the exact best segmentation of a conversation by what its turns are about."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Vectors
from talktrack.core.unit_vectors import unit

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.floating]

BLOCK = 256
WORD = re.compile(r"\w+")
WORD_DIMENSIONS = 256
TWICE = 2
QUESTION_MARKS = ("?", "？", "؟")
NEGLIGIBLE = 1e-12
"""Scatter below this share of the vectors' squared length is rounding (single precision has 1e-14)."""


@dataclass(frozen=True)
class TopicSettings:
    """What one more topic must gain, in units of the scatter of one turn around the whole conversation.

    A topic of `usual_words` must gain `penalty`. Another length costs `penalty` times `strictness` times the squared
    logarithm of the ratio of lengths more: the prior of log-normal lengths. One that opens otherwise than with a
    question costs `unasked` more. `most_units` bounds a topic, in turns. `word_weight` is how much the words of a turn
    count beside its vector.
    """

    penalty: float = 1.25
    usual_words: float = 120.0
    strictness: float = 0.5
    unasked: float = 0.5
    most_units: int = 256
    word_weight: float = 1.0

    def __post_init__(self) -> None:
        """Refuse settings under which no best segmentation exists."""
        if self.penalty <= 0 or self.usual_words <= 0 or self.most_units < 1:
            raise ConfigurationInvalidError("penalty, usual_words and most_units of topics must be above 0.")
        if min(self.strictness, self.unasked, self.word_weight) < 0:
            raise ConfigurationInvalidError("strictness, unasked and word_weight of topics must be at least 0.")


def topic_starts(texts: Sequence[str], vectors: Numbers, settings: TopicSettings) -> list[int]:
    """Return where topics begin among turns, 0 first, by their texts and unit vectors (a row each); [] without turns.

    Words that come again bind turns together where the encoder does not know the trade: they are half of a turn.
    """
    if not len(texts):
        return []
    features = np.hstack([vectors, settings.word_weight * word_vectors(texts)])
    words = np.array([len(text.split()) for text in texts], dtype=np.float64)
    asked = np.array([text.rstrip().endswith(QUESTION_MARKS) for text in texts])
    return boundaries(features, words, settings, asked)


def word_vectors(texts: Sequence[str]) -> Vectors:
    """Return unit vectors of the words that are said in more than one of the texts; zeros for a text without any.

    A word weighs log(texts / texts with it) and goes to a place and sign by its hash (Weinberger et al. 2009), so that
    the size does not grow with the vocabulary.
    """
    said = [frozenset(WORD.findall(text.casefold())) for text in texts]
    texts_with = Counter(word for words in said for word in words)
    vectors = np.zeros((len(texts), WORD_DIMENSIONS), dtype=np.float32)
    for vector, words in zip(vectors, said, strict=True):
        for word in sorted(words):
            if texts_with[word] >= TWICE:
                mark = zlib.crc32(word.encode("utf-8", "replace"))
                weight = math.log(len(texts) / texts_with[word])
                vector[mark % WORD_DIMENSIONS] += weight if mark >> 31 else -weight
    return unit(vectors)


def boundaries(
    vectors: Numbers, words: Numbers, settings: TopicSettings, asked: npt.NDArray[np.bool_] | None = None
) -> list[int]:
    """Return where topics begin among n units, 0 first; [] without units.

    `vectors` of shape (n, dimension) says what each unit is about, `words` of shape (n,) how long it is, `asked` which
    ones are questions (without it, none). The sum of squared distances to the topics' means plus the
    penalties is least, by dynamic programming over all segmentations (Bellman 1961; costs by cumulative sums). Where
    no unit differs from another, the prior of lengths alone decides. Time is O(n x most_units x dimension), memory
    beyond the input O(n + most_units x dimension).
    """
    count = len(vectors)
    mean, scale = _place_and_scale(vectors)
    lengths = np.concatenate([[0.0], np.cumsum(words, dtype=np.float64)])
    openings = settings.unasked * (np.ones(count) if asked is None else ~asked)
    best, came_from = np.zeros(count + 1), np.zeros(count + 1, dtype=np.int64)
    for first in range(1, count + 1, BLOCK):
        last = min(first + BLOCK, count + 1)
        low = max(0, first - settings.most_units)
        costs = _costs((vectors[low : last - 1] - mean) / scale, first - low)
        costs += _penalties(lengths[low:last], first - low, settings) + openings[low : last - 1]
        for end in range(first, last):
            start = max(0, end - settings.most_units)
            total = best[start:end] + costs[end - first, start - low : end - low]
            came_from[end] = start + total.argmin()
            best[end] = total[came_from[end] - start]
    return _traced(came_from)


def _place_and_scale(vectors: Numbers) -> tuple[Floats, float]:
    """Return the mean and the root of the mean squared distance to it; infinite where there is nothing but rounding."""
    mean = vectors.mean(axis=0, dtype=np.float64) if len(vectors) else np.zeros(vectors.shape[1])
    blocks = (vectors[start : start + BLOCK] - mean for start in range(0, len(vectors), BLOCK))
    scatter = sum(float(np.square(block).sum()) for block in blocks) / max(1, len(vectors))
    differs = scatter > NEGLIGIBLE * (scatter + float(mean @ mean))
    return mean, math.sqrt(scatter) if differs else math.inf


def _costs(units: Floats, first: int) -> Floats:
    """Return the scatter of the units [i, j) around their mean, for ends j from `first` on and all starts i."""
    sums = np.array(list(accumulate(units, initial=np.zeros(units.shape[1]))))  # cumsum over rows is slow
    squares = np.concatenate([[0.0], np.cumsum(np.square(units).sum(axis=1))])
    ends, starts = sums[first:], sums[:-1]
    apart = np.square(ends).sum(axis=1)[:, None] + np.square(starts).sum(axis=1) - 2.0 * ends @ starts.T
    held = np.arange(first, len(sums))[:, None] - np.arange(len(units))
    within: Floats = squares[first:, None] - squares[:-1] - apart / np.maximum(held, 1)
    return within


def _penalties(lengths: Floats, first: int, settings: TopicSettings) -> Floats:
    """Return what the lengths of the topics [i, j) cost, for ends j from `first` on and all starts i."""
    words = np.maximum(lengths[first:, None] - lengths[:-1], 1.0)
    penalties: Floats = settings.penalty * (1.0 + settings.strictness * np.log(words / settings.usual_words) ** 2)
    return penalties


def _traced(came_from: npt.NDArray[np.int64]) -> list[int]:
    found, end = [], len(came_from) - 1
    while end > 0:
        end = int(came_from[end])
        found.append(end)
    return found[::-1]

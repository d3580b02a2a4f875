"""Where topics begin: the exact best segmentation of a conversation by what its sentences are about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talktrack.core.errors import ConfigurationInvalidError

Floats = npt.NDArray[np.float64]

BLOCK = 256
LEAST_SCATTER = 1e-9
"""Where all units are alike, only their lengths decide."""


@dataclass(frozen=True)
class TopicSettings:
    """`penalty` is what one more topic must gain, in units of the scatter of one turn around the whole conversation.

    A topic of `usual_words` costs just that. Another length costs `penalty` times `strictness` times the squared
    logarithm of the ratio of lengths more: the prior of log-normal lengths. `most_units` bounds a topic, in turns.
    """

    penalty: float = 1.75
    usual_words: float = 120.0
    strictness: float = 0.5
    most_units: int = 256

    def __post_init__(self) -> None:
        """Refuse settings under which no best segmentation exists."""
        if self.penalty <= 0 or self.usual_words <= 0 or self.strictness < 0 or self.most_units < 1:
            raise ConfigurationInvalidError("penalty, usual_words, most_units must be above 0, strictness at least 0.")


def boundaries(
    vectors: npt.NDArray[np.floating], words: npt.NDArray[np.floating], settings: TopicSettings
) -> list[int]:
    """Return where topics begin among n units, 0 first; [] without units.

    `vectors` of shape (n, dimension) says what each unit is about, `words` of shape (n,) how long it is. The sum of
    squared distances to the topics' means plus the penalties is least, by dynamic programming over all segmentations
    (Bellman 1961; cost by cumulative sums). Time is O(n x most_units), memory O(n x dimension).
    """
    count = len(vectors)
    if not count:
        return []
    sums = np.vstack([np.zeros(vectors.shape[1]), np.cumsum(vectors, axis=0, dtype=np.float64)])
    squares = np.concatenate([[0.0], np.cumsum(np.square(vectors).sum(axis=1, dtype=np.float64))])
    lengths = np.concatenate([[0.0], np.cumsum(words, dtype=np.float64)])
    scatter = max((squares[-1] - sums[-1] @ sums[-1] / count) / count, LEAST_SCATTER)
    best, came_from = np.zeros(count + 1), np.zeros(count + 1, dtype=np.int64)
    for first in range(1, count + 1, BLOCK):
        last = min(first + BLOCK, count + 1)
        low = max(0, first - settings.most_units)
        costs = _costs(sums, squares, low, first, last) + scatter * _penalties(lengths, low, first, last, settings)
        for end in range(first, last):
            start = max(0, end - settings.most_units)
            total = best[start:end] + costs[end - first, start - low : end - low]
            came_from[end] = start + int(np.argmin(total))
            best[end] = total[came_from[end] - start]
    return _traced(came_from)


def _costs(sums: Floats, squares: Floats, low: int, first: int, last: int) -> Floats:
    """Return the scatter of the units [i, j) around their mean, for ends j in [first, last) and starts i from low."""
    ends, starts = sums[first:last], sums[low : last - 1]
    apart = (ends**2).sum(axis=1)[:, None] + (starts**2).sum(axis=1)[None, :] - 2.0 * ends @ starts.T
    units = np.arange(first, last)[:, None] - np.arange(low, last - 1)[None, :]
    within: Floats = squares[first:last, None] - squares[None, low : last - 1] - apart / np.maximum(units, 1)
    return within


def _penalties(lengths: Floats, low: int, first: int, last: int, settings: TopicSettings) -> Floats:
    words = np.maximum(lengths[first:last, None] - lengths[None, low : last - 1], 1.0)
    penalties: Floats = settings.penalty * (1.0 + settings.strictness * np.log(words / settings.usual_words) ** 2)
    return penalties


def _traced(came_from: npt.NDArray[np.int64]) -> list[int]:
    found, end = [], len(came_from) - 1
    while end > 0:
        end = int(came_from[end])
        found.append(end)
    return found[::-1]

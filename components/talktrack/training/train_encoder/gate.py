"""Whether a tuned encoder is kept: only when it finds more than chance explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

KEPT, REFUSED = "kept", "refused"
RESAMPLES, SEED = 2000, 7
TAIL = 0.025
FEWEST_CONVERSATIONS = 3


@dataclass(frozen=True)
class Gain:
    """A mean paired difference with the ends of its 95 % interval, over so many conversations."""

    mean: float
    low: float
    high: float
    conversations: int


@dataclass(frozen=True)
class Verdict:
    """What was decided, and why in a sentence."""

    name: str
    reason: str


def gain_of(differences: Sequence[float], conversations: Sequence[str]) -> Gain:
    """Return how much better the second of two encoders is, question by question.

    The interval is that of a bootstrap that draws whole conversations (Davison and Hinkley 1997, 3.8), because the
    questions of one are not independent.
    """
    if not differences:
        return Gain(0.0, 0.0, 0.0, conversations=0)
    _, owner = np.unique(np.asarray(conversations), return_inverse=True)
    sums = np.bincount(owner, weights=np.asarray(differences, dtype=np.float64))
    sizes = np.bincount(owner).astype(np.float64)
    drawn = np.random.default_rng(SEED).integers(len(sums), size=(RESAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [TAIL, 1 - TAIL])
    return Gain(float(np.mean(differences)), float(low), float(high), conversations=len(sums))


def decided(gain: Gain) -> Verdict:
    """Keep the candidate when the whole interval of its gain lies above 0."""
    told = f"nDCG@10 on held-out questions {gain.mean:+.4f}, between {gain.low:+.4f} and {gain.high:+.4f} (95 %)"
    if gain.conversations < FEWEST_CONVERSATIONS:
        return Verdict(REFUSED, f"fewer than {FEWEST_CONVERSATIONS} held-out conversations prove nothing")
    if gain.low > 0:
        return Verdict(KEPT, f"it finds better than the encoder it started from: {told}")
    return Verdict(REFUSED, f"it is not proven to find better than the encoder it started from: {told}")

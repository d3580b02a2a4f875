"""Pair of ``make bench`` for flat texts: our batches and precision against sentence-transformers as it comes.

The model has four of the twelve layers of the published default, 768 wide, untrained: neither changes the ratio.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import numpy as np

from talktrack.engines.mean_pooled import mean_pooled
from talktrack.world.models.encoder import EncoderSettings, untrained
from tests.benchmarks.pair import Pair, Row, measured

TEXTS = 256
WORDS = (
    *("what", "about", "the", "price", "we", "could", "start", "in", "march", "that", "is", "fair", "let", "me", "ask"),
    *("our", "team", "and", "then", "rollout", "takes"),
)
LEAST_COSINE = 0.999


def flat_texts() -> Pair:
    """Turns and sentences of very different lengths."""
    rng = Random(5)
    texts = [" ".join(rng.choices(WORDS, k=max(1, int(rng.lognormvariate(2.8, 0.8))))) for _ in range(TEXTS)]
    model = untrained(texts, EncoderSettings(hidden=768, layers=4, heads=12))
    averaged = mean_pooled(model)
    assert averaged is not None

    def theirs() -> Any:
        return model.encode(texts, normalize_embeddings=True, show_progress_bar=False)

    def check() -> None:
        assert float(np.sum(averaged.encode(texts) * theirs(), axis=1).min()) >= LEAST_COSINE

    return Pair(
        "embed",
        "256 texts, 768 dimensions",
        "sentence-transformers",
        0.35,
        lambda: averaged.encode(texts),
        theirs,
        check,
    )


PAIRS: Sequence[Callable[[], Pair]] = (flat_texts,)


def rows() -> list[Row]:
    """Return every pair's row."""
    return [measured(make()) for make in PAIRS]

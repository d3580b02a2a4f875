"""In which order rows are learnt from: a function of the seed and the rows alone, so that a resumed run repeats it."""

from __future__ import annotations

import random
from collections.abc import Sequence

from talktrack.core.ports import LoraSettings
from talktrack.engines.completions import TokenRow

BATCHES_PER_BUCKET = 16


def all_batches(rows: Sequence[TokenRow], settings: LoraSettings) -> list[list[int]]:
    """Return the batches of row indices of all epochs."""
    found: list[list[int]] = []
    for epoch in range(settings.epochs):
        found += epoch_order(rows, settings.batch_size, settings.seed + epoch)
    return found


def epoch_order(rows: Sequence[TokenRow], batch_size: int, seed: int) -> list[list[int]]:
    """Return one epoch's batches: random, but within a bucket rows that begin alike stand together, to be read once."""
    random_source = random.Random(seed)
    order = list(range(len(rows)))
    random_source.shuffle(order)
    bucket = batch_size * BATCHES_PER_BUCKET
    batches = []
    for start in range(0, len(order), bucket):
        alike = sorted(order[start : start + bucket], key=lambda index: rows[index].ids)
        batches += [alike[at : at + batch_size] for at in range(0, len(alike), batch_size)]
    random_source.shuffle(batches)
    return batches

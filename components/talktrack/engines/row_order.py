"""In which order rows are learnt from: a function of the seed and the rows alone, so that a resumed run repeats it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import chain, pairwise, takewhile

from talktrack.core.ports import LoraSettings
from talktrack.engines.completions import TokenRow

BATCHES_PER_BUCKET = 16
ALIKE = 0.75
"""Share of the longer of two rows that they have in common when they are lessons of one prompt."""


def all_batches(rows: Sequence[TokenRow], settings: LoraSettings) -> list[list[int]]:
    """Return the batches of row indices of all epochs."""
    found: list[list[int]] = []
    for epoch in range(settings.epochs):
        found += epoch_order(rows, settings.batch_size, settings.seed + epoch)
    return found


def epoch_order(rows: Sequence[TokenRow], batch_size: int, seed: int) -> list[list[int]]:
    """Return one epoch's batches: random, but lessons of one prompt stay together, to be read once.

    Within a bucket, rows that begin alike stand together for the same reason.
    """
    random_source = random.Random(seed)
    families = _families(rows)
    random_source.shuffle(families)
    order = list(chain.from_iterable(families))
    bucket = batch_size * BATCHES_PER_BUCKET
    batches = []
    for start in range(0, len(order), bucket):
        alike = sorted(order[start : start + bucket], key=lambda index: rows[index].ids)
        batches += [alike[at : at + batch_size] for at in range(0, len(alike), batch_size)]
    random_source.shuffle(batches)
    return batches


def _families(rows: Sequence[TokenRow]) -> list[list[int]]:
    """Return the indices of rows in groups that have most of their tokens in common, in the order of their tokens."""
    order = sorted(range(len(rows)), key=lambda index: rows[index].ids)
    families = [[index] for index in order[:1]]
    for one, other in pairwise(order):
        if _common(rows[one].ids, rows[other].ids) >= ALIKE * max(len(rows[one].ids), len(rows[other].ids)):
            families[-1].append(other)
        else:
            families.append([other])
    return families


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))

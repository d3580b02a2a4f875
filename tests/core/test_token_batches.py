"""Batches: every row once, within the budget, and hardly any padding."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.token_batches import batches

LENGTHS = st.lists(st.integers(1, 300), max_size=80)


@given(LENGTHS, st.integers(1, 4096))
def test_every_row_is_in_one_batch(lengths: list[int], budget: int) -> None:
    """Whatever the budget is."""
    assert sorted(place for group in batches(lengths, budget) for place in group) == list(range(len(lengths)))


@given(LENGTHS, st.integers(1, 4096))
def test_a_batch_keeps_to_the_budget(lengths: list[int], budget: int) -> None:
    """Only a single row may be above it."""
    groups = [[lengths[place] for place in group] for group in batches(lengths, budget)]

    assert all(len(group) == 1 or len(group) * max(group) <= budget for group in groups)


def test_hardly_anything_is_padding() -> None:
    """At most a tenth of the tokens of 256 texts of very different lengths."""
    rng = Random(3)
    lengths = [max(1, int(rng.lognormvariate(3, 0.8))) for _ in range(256)]
    padded = sum(len(group) * max(lengths[place] for place in group) for group in batches(lengths, 4096))

    assert padded <= 1.10 * sum(lengths)

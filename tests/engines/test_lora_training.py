"""The learning-rate schedule and the order of an epoch."""

from __future__ import annotations

import pytest

from talktrack.engines.lora_training import epoch_order, rate_factor


def test_the_rate_warms_up_linearly_then_decays_to_a_tenth() -> None:
    """A tenth of 20 steps warms up; the last factor stands one step before a tenth."""
    factors = [rate_factor(step, 20, 0.1) for step in range(20)]

    assert factors[:3] == [0.5, 1.0, 1.0]
    assert pytest.approx(0.1 ** (17 / 18)) == factors[-1]
    assert sorted(factors[2:], reverse=True) == factors[2:]


def test_an_epoch_visits_every_row_once_with_similar_lengths_together() -> None:
    """Batches partition the rows, and a batch spans a narrow range of lengths."""
    lengths = [(7 * index) % 64 for index in range(64)]
    batches = epoch_order(lengths, batch_size=4, seed=3)
    spans = [max(lengths[i] for i in batch) - min(lengths[i] for i in batch) for batch in batches]

    assert list(range(64)) == sorted(index for batch in batches for index in batch)
    assert max(spans) == 3


def test_epochs_differ_by_seed_and_repeat_with_it() -> None:
    """The order is a function of the seed."""
    lengths = list(range(40))

    assert epoch_order(lengths, 4, seed=1) == epoch_order(lengths, 4, seed=1)
    assert epoch_order(lengths, 4, seed=1) != epoch_order(lengths, 4, seed=2)

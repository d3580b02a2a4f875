"""Which rows a capped run trains on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from talktrack.core.records import Example
from talktrack.training.train_lora.selection import newest, sample
from tests.training.samples import make_example

ROWS = [make_example(n) for n in range(40)]


def _ids(rows: list[Example]) -> list[str]:
    return [row.id for row in rows]


def test_the_newest_rows_come_first_and_undated_ones_last() -> None:
    """Dates decide, not the order in which rows are read."""
    undated = msgspec.structs.replace(ROWS[0], id="undated", at=None)
    dated = msgspec.structs.replace(ROWS[0], id="dated", at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=400))

    assert _ids(newest([undated, *ROWS, dated], 3)) == ["dated", "x39", "x38"]
    assert _ids(newest([undated, *ROWS, dated], 99))[-1] == "undated"


def test_a_sample_depends_on_the_seed_and_not_on_the_order() -> None:
    """The same rows in another order give the same choice; another seed another one."""
    assert _ids(sample(ROWS, 5, seed=1)) == _ids(sample(ROWS[::-1], 5, seed=1))
    assert _ids(sample(ROWS, 5, seed=1)) != _ids(sample(ROWS, 5, seed=2))
    assert len(sample(ROWS, 99, seed=1)) == 40

"""Which rows a capped run trains on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from talktrack.core.records import Example
from talktrack.training.train_lora.selection import newest, sample, with_replay
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


def test_a_replay_mixes_older_rows_with_the_newest() -> None:
    """Seven of ten are the newest; the other three are older, and another seed chooses others."""
    found = _ids(with_replay(lambda: ROWS, 10, share=0.3, seed=1))

    assert found[:7] == [f"x{n}" for n in range(39, 32, -1)]
    assert len(set(found)) == 10
    assert found[7:] != _ids(with_replay(lambda: ROWS, 10, share=0.3, seed=2))[7:]
    assert found == _ids(with_replay(lambda: ROWS[::-1], 10, share=0.3, seed=1))


def test_without_more_rows_than_the_limit_all_are_learnt_from() -> None:
    """Nothing is left out, and nothing comes twice."""
    assert sorted(_ids(with_replay(lambda: ROWS, 99, share=0.3, seed=1))) == sorted(_ids(ROWS))

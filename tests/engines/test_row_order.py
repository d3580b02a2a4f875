"""The order of an epoch."""

from __future__ import annotations

from talktrack.engines.completions import TokenRow
from talktrack.engines.row_order import epoch_order

ROWS = [TokenRow([index % 4, index], completion=1) for index in range(64)]


def test_an_epoch_visits_every_row_once_with_those_that_begin_alike_together() -> None:
    """Batches partition the rows, and a batch has one beginning."""
    batches = epoch_order(ROWS, batch_size=4, seed=3)

    assert list(range(64)) == sorted(index for batch in batches for index in batch)
    assert {len({ROWS[index].ids[0] for index in batch}) for batch in batches} == {1}


def test_epochs_differ_by_seed_and_repeat_with_it() -> None:
    """The order is a function of the seed."""
    assert epoch_order(ROWS, 4, seed=1) == epoch_order(ROWS, 4, seed=1)
    assert epoch_order(ROWS, 4, seed=1) != epoch_order(ROWS, 4, seed=2)


def test_lessons_of_one_prompt_stay_together() -> None:
    """However many other prompts there are, three lessons of one are read in one batch."""
    rows = [
        TokenRow([*range(number, number + 30), lesson], completion=1) for number in range(200) for lesson in range(3)
    ]

    batches = epoch_order(rows, batch_size=3, seed=3)

    assert {len({index // 3 for index in batch}) for batch in batches} == {1}

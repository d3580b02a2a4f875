"""How much of the old is learnt again beside the new."""

from __future__ import annotations

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.training.examples.selection import Budget, Rates, rates


@pytest.mark.parametrize(
    ("new", "old", "budget", "expected"),
    [
        (100, 900, Budget(), Rates(1.0, 1.0)),
        (100, 900, Budget("incremental", replay=2.0, fewest_turns=0), Rates(1.0, 200 / 900)),
        (100, 900, Budget("incremental", replay=2.0, fewest_turns=700), Rates(1.0, 600 / 900)),
        (0, 900, Budget("incremental", replay=2.0, fewest_turns=0), Rates(1.0, 1.0)),
        (100, 0, Budget("incremental"), Rates(1.0, 1.0)),
        (100, 900, Budget(most_turns=50), Rates(0.5, 0.0)),
        (100, 900, Budget(most_turns=400), Rates(1.0, 300 / 900)),
    ],
)
def test_the_budget_decides_the_shares(new: int, old: int, budget: Budget, expected: Rates) -> None:
    """New comes first; old fills up to what is wanted and what there is room for."""
    assert rates(new, old, budget) == expected


def test_a_share_of_the_conversations_is_kept_the_same_ones_in_every_run() -> None:
    """A smaller share is a part of a greater one."""
    names = [f"c{number}" for number in range(1000)]
    third = {name for name in names if Rates(old=1 / 3).keeps(name, is_new=False)}
    half = {name for name in names if Rates(old=1 / 2).keeps(name, is_new=False)}

    assert 280 < len(third) < 390
    assert third < half
    assert all(Rates(old=0.0).keeps(name, is_new=True) for name in names)


@pytest.mark.parametrize("wrong", [{"mode": "weekly"}, {"replay": -1.0}, {"most_turns": 0}])
def test_what_no_run_could_mean_is_refused(wrong: dict[str, object]) -> None:
    """Before anything is read."""
    with pytest.raises(ConfigurationInvalidError):
        Budget(**wrong)  # type: ignore[arg-type]

"""The split by account and its leakage check."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.records import Example
from talktrack.training.examples.splits import GOLDEN, TRAIN, VALIDATION, LeakageError, Shares, assign, check_leakage

ROW = Example(
    id="x1",
    tenant="acme",
    path="roleplay",
    task="turn",
    prompt="p",
    completion="c",
    weight=0.5,
    split=TRAIN,
    conversation_id="c1",
    account_id="a1",
    prompt_version="p1",
    provenance="c1#1",
)


@given(st.sets(st.text(min_size=1, max_size=6), min_size=3, max_size=60))
def test_every_account_has_one_side_and_all_sides_are_used(accounts: set[str]) -> None:
    """From three accounts on, training always keeps at least a third."""
    sides = assign(accounts, [], Shares())
    counts = {name: list(sides.values()).count(name) for name in (TRAIN, VALIDATION, GOLDEN)}

    assert sides.keys() == accounts
    assert counts[GOLDEN] >= 1
    assert counts[VALIDATION] >= 1
    assert counts[TRAIN] >= len(accounts) / 3


def test_frozen_accounts_stay_and_nobody_joins_them() -> None:
    """Once there is a golden side, new accounts train or validate."""
    sides = assign([f"a{n}" for n in range(20)], ["a3", "gone"], Shares(golden=0.5))

    assert sorted(account for account, side in sides.items() if side == GOLDEN) == ["a3", "gone"]


def test_two_accounts_hold_nothing_out() -> None:
    """With fewer than three accounts there is nothing to compare on."""
    assert assign(["a", "b"], [], Shares()) == {"a": TRAIN, "b": TRAIN}


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "x2", "conversation_id": "c2"},
        {"id": "x2", "account_id": None},
        {"conversation_id": "c2", "account_id": None},
    ],
)
def test_a_leak_is_an_error(changes: dict[str, str | None]) -> None:
    """The same account, conversation or text in train and golden stops the run."""
    other = msgspec.structs.replace(ROW, split=GOLDEN, **changes)

    with pytest.raises(LeakageError, match="is in golden and in train"):
        check_leakage([ROW, other])


def test_rows_of_different_accounts_do_not_leak() -> None:
    """Nothing shared, nothing raised."""
    check_leakage([ROW, msgspec.structs.replace(ROW, id="x2", conversation_id="c2", account_id="a2", split=GOLDEN)])

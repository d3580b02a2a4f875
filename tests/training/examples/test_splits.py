"""The split by account and its leakage check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.records import Example
from talktrack.training.examples.splits import GOLDEN, TRAIN, VALIDATION, LeakageError, Shares, assign, check_leakage

DAY = datetime(2026, 1, 1, tzinfo=UTC)
ROW = Example(
    id="x1",
    tenant="acme",
    path="roleplay",
    task="turn",
    prompt="<|seller|> How do you move orders today, and who does it?\n<|prospect|>",
    completion=" By hand, every evening, and I do it myself.<|end|>",
    weight=0.5,
    split=TRAIN,
    conversation_id="c1",
    account_id="a1",
    prompt_version="p1",
    provenance="c1#1",
)


DAYS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds it


@given(st.dictionaries(st.text(min_size=1, max_size=6), DAYS, min_size=3, max_size=60))
def test_every_account_has_one_side_and_all_sides_are_used(accounts: dict[str, datetime]) -> None:
    """From three accounts on, training always keeps at least a third."""
    sides = assign(accounts, [], Shares())
    counts = {name: list(sides.values()).count(name) for name in (TRAIN, VALIDATION, GOLDEN)}

    assert sides.keys() == accounts.keys()
    assert counts[GOLDEN] >= 1
    assert counts[VALIDATION] >= 1
    assert counts[TRAIN] >= len(accounts) / 3


def test_frozen_accounts_stay_and_nobody_joins_them() -> None:
    """Once there is a golden side, new accounts train or validate."""
    sides = assign({f"a{n}": DAY for n in range(20)}, ["a3", "gone"], Shares(golden=0.5))

    assert sorted(account for account, side in sides.items() if side == GOLDEN) == ["a3", "gone"]


def test_two_accounts_hold_nothing_out() -> None:
    """With fewer than three accounts there is nothing to compare on."""
    assert assign({"a": DAY, "b": DAY}, [], Shares()) == {"a": TRAIN, "b": TRAIN}


def test_the_newest_accounts_validate() -> None:
    """What training is watched on began after everything that is learnt from."""
    began = {f"a{n}": DAY + timedelta(days=n) for n in range(20)}
    sides = assign(began, [], Shares(golden=0.1, validation=0.2))
    learnt = max(began[account] for account, side in sides.items() if side == TRAIN)

    assert all(began[account] > learnt for account, side in sides.items() if side == VALIDATION)


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
    other = msgspec.structs.replace(ROW, id="x2", conversation_id="c2", account_id="a2", split=GOLDEN)
    check_leakage(
        [msgspec.structs.replace(other, completion=" We have a system for that since the spring.<|end|>"), ROW]
    )


@pytest.mark.parametrize("side", [GOLDEN, VALIDATION])
def test_a_near_duplicate_on_another_side_is_an_error(side: str) -> None:
    """One other word in a row is no other row."""
    other = msgspec.structs.replace(
        ROW, id="x2", conversation_id="c2", account_id="a2", split=side, completion=f"{ROW.completion[:-8]} too.<|end|>"
    )

    with pytest.raises(LeakageError, match="is nearly one in"):
        check_leakage([other, ROW])

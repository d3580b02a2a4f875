"""Train, validation and golden: by account and by time, so that no customer is on two sides; the golden side is frozen.

Golden accounts are drawn once. Validation accounts are those that came last: what an adapter is watched on lies, like
what it will meet, after what it learns from.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from talktrack.core.conversation import Conversation
from talktrack.core.errors import TalktrackError
from talktrack.core.ids import stable_id
from talktrack.core.records import Example
from talktrack.training.examples.nearness import Neighbours

TRAIN, VALIDATION, GOLDEN = "train", "validation", "golden"
FEWEST_ACCOUNTS = 3


class LeakageError(TalktrackError):
    """An account, a conversation or a text stands on two sides of the split; nothing was published."""


@dataclass(frozen=True)
class Shares:
    """Which shares of the accounts are held out."""

    golden: float = 0.1
    validation: float = 0.1


def account_of(conversation: Conversation) -> str:
    """Return what must not be on two sides: the account, or without one the occasion (all recordings of one call)."""
    return conversation.account_id or conversation.event_id


def assign(began: Mapping[str, datetime], frozen: Collection[str], shares: Shares) -> dict[str, str]:
    """Return the split of every account, given when it was first spoken with.

    `frozen` accounts are golden. Only when there are none yet are golden accounts chosen, by a digest of their name;
    of the others, those that began last validate. With fewer than three accounts nothing can be held out.
    """
    order = sorted(set(began) - set(frozen), key=lambda account: stable_id("split", account))
    enough = len(order) >= FEWEST_ACCOUNTS
    golden = _quota(len(order), shares.golden) if enough and not frozen else 0
    validation = _quota(len(order), shares.validation) if enough else 0
    rest = sorted(order[golden:], key=lambda account: (began[account], account), reverse=True)
    sides = dict.fromkeys(frozen, GOLDEN) | dict.fromkeys(order[:golden], GOLDEN)
    return sides | dict.fromkeys(rest[:validation], VALIDATION) | dict.fromkeys(rest[validation:], TRAIN)


def check_leakage(rows: Iterable[Example]) -> None:
    """Make sure that accounts, conversations and texts each stand on one side only, near duplicates among them.

    Rows of the held-out sides come before those of the training side, as the step writes them.

    Raises:
        LeakageError: one of them stands on two.
    """
    sides: dict[tuple[str, str], str] = {}
    held_out = {GOLDEN: Neighbours(), VALIDATION: Neighbours()}
    for row in rows:
        for kind, value in (("account", row.account_id), ("conversation", row.conversation_id), ("text", row.id)):
            if value is not None and sides.setdefault((kind, value), row.split) != row.split:
                message = (
                    f"{kind} {value} is in {row.split} and in {sides[kind, value]}: "
                    "its account changed since the golden set was frozen; remove its golden rows."
                )
                raise LeakageError(message)
        for side, known in held_out.items():
            if side != row.split and known.near(row):
                raise LeakageError(f"text {row.id} in {row.split} is nearly one in {side}: run examples again.")
        if row.split in held_out:
            held_out[row.split].add(row)


def _quota(accounts: int, share: float) -> int:
    """Return how many accounts a share is, at least one when it is a share at all, at most a third."""
    return min(math.ceil(accounts * share), accounts // 3)

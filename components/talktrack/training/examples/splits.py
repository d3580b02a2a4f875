"""Train, validation and golden: by account, so that no account is on two sides; the golden side is frozen."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from talktrack.core.conversation import Conversation
from talktrack.core.errors import TalktrackError
from talktrack.core.ids import stable_id
from talktrack.core.records import Example

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


def assign(accounts: Collection[str], frozen: Collection[str], shares: Shares) -> dict[str, str]:
    """Return the split of every account.

    `frozen` accounts are golden. Only when there are none yet are golden accounts chosen; with fewer than three
    accounts nothing can be held out. The choice follows a digest of the account, so it is the same in every run.
    """
    order = sorted(set(accounts) - set(frozen), key=lambda account: stable_id("split", account))
    enough = len(order) >= FEWEST_ACCOUNTS
    golden = _quota(len(order), shares.golden) if enough and not frozen else 0
    validation = _quota(len(order), shares.validation) if enough else 0
    names = [GOLDEN] * golden + [VALIDATION] * validation + [TRAIN] * (len(order) - golden - validation)
    return dict.fromkeys(frozen, GOLDEN) | dict(zip(order, names, strict=True))


def check_leakage(rows: Iterable[Example]) -> None:
    """Make sure that accounts, conversations and texts each stand on one side only.

    Raises:
        LeakageError: one of them stands on two.
    """
    sides: dict[tuple[str, str], str] = {}
    for row in rows:
        for kind, value in (("account", row.account_id), ("conversation", row.conversation_id), ("text", row.id)):
            if value is not None and sides.setdefault((kind, value), row.split) != row.split:
                message = (
                    f"{kind} {value} is in {row.split} and in {sides[kind, value]}: "
                    "its account changed since the golden set was frozen; remove its golden rows."
                )
                raise LeakageError(message)


def _quota(accounts: int, share: float) -> int:
    """Return how many accounts a share is, at least one when it is a share at all, at most a third."""
    return min(math.ceil(accounts * share), accounts // 3)

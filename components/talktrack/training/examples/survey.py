"""What must be known of all conversations before the first example is made: sides, mails, and how much was said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from talktrack.core.conversation import Conversation
from talktrack.training.examples.follow_ups import Correspondence, Mail
from talktrack.training.examples.pinned import GoldenSet
from talktrack.training.examples.splits import TRAIN, Shares, assign

SOMETIME, NEVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


@dataclass
class _Occasion:
    """The recordings of one call that agree on the account: since when it is known, whether it is golden, its turns."""

    began: datetime = NEVER
    frozen: bool = False
    turns_new: int = 0
    turns_old: int = 0


@dataclass(frozen=True)
class Survey:
    """What one look at all conversations found.

    `sides` is the side of every account, `accounts` the account of an occasion, `readable` the golden conversations
    that still exist, `mails` those after each call, `judged` the side of every conversation that feedback is about,
    `turns_new` and `turns_old` what is said on the training side.
    """

    sides: dict[str, str]
    accounts: dict[str, str]
    readable: set[str]
    mails: dict[str, list[Mail]]
    judged: dict[str, str]
    turns_new: int
    turns_old: int

    def side(self, conversation: Conversation) -> str:
        """Return the split of a conversation."""
        return self.sides[conversation.account_id or self.accounts.get(conversation.event_id, conversation.event_id)]


@dataclass
class _Notes:
    occasions: dict[tuple[str, str | None], _Occasion] = field(default_factory=lambda: defaultdict(_Occasion))
    readable: set[str] = field(default_factory=set)
    correspondence: Correspondence = field(default_factory=Correspondence)
    judged: dict[str, tuple[str, str | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What earlier runs and feedback say about conversations: golden ones, those learnt from, those judged."""

    golden: GoldenSet
    learnt: Collection[str]
    judged: Collection[str]


def survey(conversations: Iterable[Conversation], known: Known, shares: Shares) -> Survey:
    """Look at every conversation once; memory grows with the number of calls, not with what was said in them.

    One call may have been recorded twice, and only one recording attributed: both belong to that account.
    """
    notes = _Notes()
    for row in conversations:
        occasion = notes.occasions[row.event_id, row.account_id]
        occasion.began = min(occasion.began, row.started_at or SOMETIME)
        occasion.frozen |= known.golden.owns(row)
        occasion.turns_old += len(row.turns) * (row.id in known.learnt)
        occasion.turns_new += len(row.turns) * (row.id not in known.learnt)
        notes.correspondence.add(row)
        if row.id in known.golden.conversations:
            notes.readable.add(row.id)
        if row.id in known.judged:
            notes.judged[row.id] = (row.event_id, row.account_id)
    return _concluded(notes, shares)


def _concluded(notes: _Notes, shares: Shares) -> Survey:
    accounts = {event: account for event, account in notes.occasions if account}
    owners = {key: key[1] or accounts.get(key[0], key[0]) for key in notes.occasions}
    began: dict[str, datetime] = {}
    for key, occasion in notes.occasions.items():
        began[owners[key]] = min(began.get(owners[key], occasion.began), occasion.began)
    frozen = {owners[key] for key, occasion in notes.occasions.items() if occasion.frozen}
    sides = assign(began, frozen, shares)
    learning = [occasion for key, occasion in notes.occasions.items() if sides[owners[key]] == TRAIN]
    return Survey(
        sides=sides,
        accounts=accounts,
        readable=notes.readable,
        mails=notes.correspondence.by_call(),
        judged={conversation: sides[owners[key]] for conversation, key in notes.judged.items()},
        turns_new=sum(occasion.turns_new for occasion in learning),
        turns_old=sum(occasion.turns_old for occasion in learning),
    )

"""What a tenant's encoder may learn from, and what it is judged on: whole conversations on one side or the other."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from talktrack.core.conversation import PRACTICE, Conversation
from talktrack.core.ids import stable_id
from talktrack.core.ports import Repository, TextPair
from talktrack.core.tables import CONVERSATIONS, EXAMPLES
from talktrack.training.train_encoder.asked import pairs_of

RESTRICTED = "restricted"
GOLDEN = "golden"
_DIGITS = 8


@dataclass(frozen=True)
class Limits:
    """Which share of the occasions is held out, and how many pairs and held-out conversations are used at most."""

    held_out_share: float = 0.2
    max_pairs: int = 20_000
    max_held_out: int = 200


class Material:
    """The redacted conversations of one version of the repository, less those that nobody may learn from.

    Restricted ones are left out, practice with a model, and the accounts of the golden set, on which adapters are
    compared. Which ones are used when there are too many follows a digest, so it is the same in every run.
    """

    def __init__(self, repository: Repository, limits: Limits) -> None:
        """Read which conversations and accounts are golden."""
        self._repository = repository
        self._limits = limits
        self._version = repository.version(CONVERSATIONS) or None
        golden = list(repository.scan(EXAMPLES, where={"split": [GOLDEN]}))
        self._golden = {row.conversation_id for row in golden}
        self._golden |= {row.account_id for row in golden if row.account_id}

    def pairs(self) -> list[TextPair]:
        """Return different questions with their answers from the conversations that are not held out."""
        chosen = heapq.nsmallest(self._limits.max_pairs, self._said(), key=_drawn)
        return list({(pair.asks, pair.answers): pair for pair in chosen}.values())

    def held_out(self) -> list[Conversation]:
        """Return the conversations on which encoders are compared."""
        held = (row for row in self._learnable() if is_held_out(row, self._limits.held_out_share))
        return heapq.nsmallest(self._limits.max_held_out, held, key=lambda row: stable_id("held", row.id))

    def _said(self) -> Iterator[TextPair]:
        for row in self._learnable():
            if not is_held_out(row, self._limits.held_out_share):
                yield from pairs_of(row.turns)

    def _learnable(self) -> Iterator[Conversation]:
        for row in self._repository.scan(CONVERSATIONS, version=self._version):
            golden = row.id in self._golden or (row.account_id or row.event_id) in self._golden
            if row.privacy_level != RESTRICTED and row.channel != PRACTICE and not golden:
                yield row


def _drawn(pair: TextPair) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return what pairs are chosen by; the same one among other turns has a place of its own."""
    return stable_id("pair", pair.asks, pair.answers), pair.before, pair.behind


def is_held_out(conversation: Conversation, share: float) -> bool:
    """Tell whether a conversation is held out: all recordings of one occasion are, and in every month."""
    digest = stable_id("side", conversation.event_id)[-_DIGITS:]
    return int(digest, 16) < share * float(16**_DIGITS)

"""Mails that sellers wrote soon after a call with the same customer: what the coach learns to draft."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from talktrack.core.conversation import PRACTICE, PROSPECT, SELLER, Conversation, roles

MAIL = "email"
SOON = timedelta(days=7)
MOST_WORDS = 120
MOST_MAILS = 5_000
"""So many are kept in memory, the newest ones."""


@dataclass(frozen=True, order=True)
class Mail:
    """What a seller wrote, when, and whether the customer answered in the same thread."""

    at: datetime
    conversation_id: str
    text: str = field(compare=False)
    replied: bool = field(compare=False)


@dataclass
class Correspondence:
    """Calls and mails of every deal, gathered one conversation at a time."""

    _mails: list[tuple[Mail, tuple[str, ...]]] = field(default_factory=list)
    _calls: dict[str, list[tuple[datetime, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, conversation: Conversation) -> None:
        """Remember a mail that a seller began with, or when a call was held."""
        keys, at = _customers(conversation), conversation.started_at
        if at is None or not keys or conversation.channel == PRACTICE:
            return
        if conversation.channel != MAIL:
            for key in keys:
                self._calls[key].append((at, conversation.id))
        elif (mail := _written(conversation, at)) is not None:
            keep = heapq.heappush if len(self._mails) < MOST_MAILS else heapq.heappushpop
            keep(self._mails, (mail, keys))

    def by_call(self) -> dict[str, list[Mail]]:
        """Return the mails by the newest call before them with the same deal, or else the same account."""
        calls = {key: sorted(found) for key, found in self._calls.items()}
        followed: dict[str, list[Mail]] = defaultdict(list)
        for mail, keys in sorted(self._mails):
            before = next((found for key in keys if (found := _newest(calls.get(key, []), mail.at))), None)
            if before and mail.at - before[0] <= SOON:
                followed[before[1]].append(mail)
        return dict(followed)


def _customers(conversation: Conversation) -> tuple[str, ...]:
    """Return what the conversation is about, the most particular first."""
    return tuple(key for key in (conversation.deal_id, conversation.account_id) if key)


def _written(conversation: Conversation, at: datetime) -> Mail | None:
    role = roles(conversation)
    said = [(role.get(turn.speaker_id), turn.text) for turn in conversation.turns]
    if not said or said[0][0] != SELLER or not 0 < len(said[0][1].split()) <= MOST_WORDS:
        return None
    return Mail(at, conversation.id, said[0][1], any(who == PROSPECT for who, _ in said[1:]))


def _newest(calls: Sequence[tuple[datetime, str]], at: datetime) -> tuple[datetime, str] | None:
    place = bisect_right(calls, at, key=lambda call: call[0])
    return calls[place - 1] if place else None

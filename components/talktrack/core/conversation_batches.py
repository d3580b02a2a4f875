"""Batches of conversations that cost about the same, for steps that hold one batch in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from talktrack.core.conversation import Conversation

TURNS_PER_BATCH = 2048


def batches_of(conversations: Iterable[Conversation], turns: int = TURNS_PER_BATCH) -> Iterator[list[Conversation]]:
    """Gather conversations until a batch has that many turns, however long each is; no batch is empty."""
    batch, gathered = list[Conversation](), 0
    for conversation in conversations:
        batch.append(conversation)
        gathered += len(conversation.turns)
        if gathered >= turns:
            yield batch
            batch, gathered = [], 0
    if batch:
        yield batch

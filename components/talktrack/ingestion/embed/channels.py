"""The vectors of chunks beside the text's: notions named, place in the call, deal and speaker."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from talktrack.core.channels import contextual, semantic, temporal
from talktrack.core.chunk_rows import CHANNELS, CONTEXTUAL, SEMANTIC, TEMPORAL, TEXT
from talktrack.core.conversation import Conversation
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Vectors
from talktrack.core.records import Chunk


def check_channels(names: Sequence[str]) -> None:
    """Refuse channels that do not exist.

    Raises:
        ConfigurationInvalidError: with those that do.
    """
    unknown = sorted(set(names) - set(CHANNELS) | set(names) & {TEXT})
    if unknown:
        others = ", ".join(name for name in CHANNELS if name != TEXT)
        raise ConfigurationInvalidError(f"{', '.join(unknown)} is no channel beside the text's: use {others}.")


def channel_vectors(conversation: Conversation, chunks: Sequence[Chunk], names: Sequence[str]) -> dict[str, Vectors]:
    """Return the vectors of some channels for chunks of one conversation, a row each."""
    makers = {SEMANTIC: _semantic, TEMPORAL: _temporal, CONTEXTUAL: _contextual}
    return {name: makers[name](conversation, chunks) for name in names}


def _semantic(_: Conversation, chunks: Sequence[Chunk]) -> Vectors:
    return semantic([chunk.text for chunk in chunks])


def _temporal(conversation: Conversation, chunks: Sequence[Chunk]) -> Vectors:
    """Place a chunk by its middle turn; the whole conversation is everywhere."""
    turns = conversation.turns
    whole = [chunk.turn_end - chunk.turn_start == len(turns) for chunk in chunks]
    centres = np.array([(chunk.turn_start + chunk.turn_end) / 2 / len(turns) for chunk in chunks])
    pauses = np.array([_pause_s(conversation, chunk.turn_start) for chunk in chunks])
    return temporal(np.where(whole, np.nan, centres), np.where(whole, np.nan, pauses))


def _pause_s(conversation: Conversation, turn: int) -> float:
    """Return the silence before a turn; not a number where times are missing."""
    if turn == 0:
        return float("nan")
    ended, begins = conversation.turns[turn - 1].end_s, conversation.turns[turn].start_s
    return float("nan") if ended is None or begins is None else begins - ended


def _contextual(conversation: Conversation, chunks: Sequence[Chunk]) -> Vectors:
    value = conversation.deal.amount if conversation.deal else None
    return contextual(
        {"stage": chunk.stage, "value": value, "industry": chunk.industry, "role": chunk.speaker_role}
        for chunk in chunks
    )

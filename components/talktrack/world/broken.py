"""Rows that are broken on purpose, each with its kind and with what the pipeline is expected to say about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from talktrack.world.conversations import TrueConversation
from talktrack.world.organisation import Organisation
from talktrack.world.recording import Recording
from talktrack.world.truth import Truth

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Broken:
    """A conversation's files as delivered, and its truth, which says whether and how they are broken."""

    files: Files
    truth: Truth


def maybe_broken(
    organisation: Organisation,
    conversation: TrueConversation,
    writers: Mapping[str, Callable[[Recording], Files]],
    share: float,
) -> Broken:
    """Write a conversation's files; break a share of them in one of the ways of `KINDS`."""
    files = writers[conversation.recording.source](conversation.recording)
    return Broken(files=files, truth=conversation.truth)

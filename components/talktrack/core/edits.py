"""Recoverable text changes: every step that rewrites a turn records what stood there and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

import msgspec

from talktrack.core.conversation import Conversation, Edit, Turn


class Replacement(msgspec.Struct, frozen=True, gc=False):
    """Replace text[start:end] by `text`, for a reason."""

    start: int
    end: int
    text: str
    reason: str


def rewrite(turn: int, text: str, replacements: Iterable[Replacement]) -> tuple[str, list[Edit]]:
    """Apply non-overlapping replacements to one turn's text, last first, and return the new text with its edits.

    An insertion (start = end) comes before what is replaced at the same place.
    """
    edits: list[Edit] = []
    parts: list[str] = []
    done = 0
    for change in sorted(replacements, key=attrgetter("start", "end")):
        parts += (text[done : change.start], change.text)
        done = change.end
        end = change.start + len(change.text)
        before = text[change.start : change.end]
        edits.append(Edit(turn=turn, start=change.start, end=end, before=before, reason=change.reason))
    edits.reverse()
    return "".join((*parts, text[done:])), edits


def with_rewrites(conversation: Conversation, rewrites: dict[int, Sequence[Replacement]]) -> Conversation:
    """Return the conversation with replacements applied to some turns (by index) and their edits appended."""
    turns = list(conversation.turns)
    edits = list(conversation.edits)
    for index, replacements in sorted(rewrites.items()):
        text, made = rewrite(index, turns[index].text, replacements)
        turns[index] = msgspec.structs.replace(turns[index], text=text)
        edits += made
    return msgspec.structs.replace(conversation, turns=turns, edits=edits)


def undo(conversation: Conversation) -> list[Turn]:
    """Return the turns as they were read, by undoing all edits in reverse order."""
    turns = list(conversation.turns)
    for edit in reversed(conversation.edits):
        text = turns[edit.turn].text
        restored = text[: edit.start] + edit.before + text[edit.end :]
        turns[edit.turn] = msgspec.structs.replace(turns[edit.turn], text=restored)
    return turns

"""The texts of a conversation beside its turns that may hold personal data."""

from __future__ import annotations

from collections.abc import Sequence

from talktrack.core.conversation import Conversation
from talktrack.core.edits import Replacement


def told_beside(conversation: Conversation) -> dict[str, str]:
    """Return title and identities by field, those that are there."""
    fields = {"title": conversation.title, "event_id": conversation.event_id, "meeting_id": conversation.meeting_id}
    return {name: value for name, value in fields.items() if value}


def applied(text: str, replacements: Sequence[Replacement]) -> str:
    """Return a text with non-overlapping replacements made, which no edit records."""
    for change in sorted(replacements, key=lambda r: r.start, reverse=True):
        text = text[: change.start] + change.text + text[change.end :]
    return text

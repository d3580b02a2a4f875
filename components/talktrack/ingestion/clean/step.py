"""Clean every conversation of a table."""

from __future__ import annotations

from talktrack.core.artifacts import map_table
from talktrack.core.conversation import Conversation
from talktrack.core.tables import CONVERSATIONS
from talktrack.ingestion.clean.cleaning import clean


def run(conversations: str, cleaned: str) -> dict[str, int | float]:
    """Stream conversations through `clean`; return how many and how many edits were made."""
    edits = 0

    def transform(conversation: Conversation) -> Conversation:
        nonlocal edits
        result = clean(conversation)
        edits += len(result.edits) - len(conversation.edits)
        return result

    count = map_table(conversations, CONVERSATIONS, cleaned, CONVERSATIONS, transform)
    return {"conversations": count, "edits": edits}

"""Correct every conversation of a table."""

from __future__ import annotations

from talktrack.core.artifacts import map_table
from talktrack.core.conversation import Conversation
from talktrack.core.tables import CONVERSATIONS
from talktrack.ingestion.correct.correction import Corrector


def run(conversations: str, corrected: str, corrector: Corrector) -> dict[str, int | float]:
    """Stream conversations through one `Corrector`; return how many and how many terms were repaired."""
    terms = 0

    def transform(conversation: Conversation) -> Conversation:
        nonlocal terms
        result = corrector.correct(conversation)
        terms += len(result.edits) - len(conversation.edits)
        return result

    count = map_table(conversations, CONVERSATIONS, corrected, CONVERSATIONS, transform)
    return {"conversations": count, "terms": terms}

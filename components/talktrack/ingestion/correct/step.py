"""Correct every conversation of a table."""

from __future__ import annotations

from collections import Counter

from talktrack.core.artifacts import map_table
from talktrack.core.conversation import Conversation
from talktrack.core.tables import CONVERSATIONS
from talktrack.ingestion.correct.correction import Corrector

COUNTED = {"term": "terms", "punctuation": "marks", "case": "capitals"}


def run(conversations: str, corrected: str, corrector: Corrector) -> dict[str, int | float]:
    """Stream conversations through one `Corrector`; return how many, and how many edits of each kind were made."""
    made: Counter[str] = Counter()

    def transform(conversation: Conversation) -> Conversation:
        result = corrector.correct(conversation)
        made.update(edit.reason.split()[0] for edit in result.edits[len(conversation.edits) :])
        return result

    count = map_table(conversations, CONVERSATIONS, corrected, CONVERSATIONS, transform)
    counts: dict[str, int | float] = {"conversations": count}
    return counts | {name: made[reason] for reason, name in COUNTED.items()}

"""Enrich every conversation of a table."""

from __future__ import annotations

from collections import Counter

from talktrack.core.artifacts import map_table
from talktrack.core.conversation import Conversation
from talktrack.core.tables import CONVERSATIONS
from talktrack.ingestion.enrich.enrichment import Enrichment


def run(conversations: str, enriched: str, enrichment: Enrichment) -> dict[str, int | float]:
    """Stream conversations through `Enrichment`; return how many, with what links, and what contradicts itself."""
    counts: Counter[str] = Counter(with_account=0, with_deal=0, valid=0)

    def transform(conversation: Conversation) -> Conversation:
        result = enrichment.enriched(conversation)
        counts["with_account"] += result.conversation.account_id is not None
        counts["with_deal"] += result.conversation.deal_id is not None
        counts["valid"] += result.validity.is_valid
        counts.update(f"contradiction_{reason}" for reason in result.validity.contradictions)
        return result.conversation

    count = map_table(conversations, CONVERSATIONS, enriched, CONVERSATIONS, transform)
    return {"conversations": count, **dict(sorted(counts.items()))}

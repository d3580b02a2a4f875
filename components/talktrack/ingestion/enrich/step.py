"""Enrich every conversation of a table."""

from __future__ import annotations

from talktrack.core.artifacts import map_table
from talktrack.core.conversation import Conversation
from talktrack.core.tables import CONVERSATIONS
from talktrack.ingestion.enrich.enrichment import Enrichment


def run(conversations: str, enriched: str, enrichment: Enrichment) -> dict[str, int | float]:
    """Stream conversations through `Enrichment`; return how many, and how many have an account and a deal."""
    accounts = deals = 0

    def transform(conversation: Conversation) -> Conversation:
        nonlocal accounts, deals
        result = enrichment.enrich(conversation)
        accounts += result.account_id is not None
        deals += result.deal_id is not None
        return result

    count = map_table(conversations, CONVERSATIONS, enriched, CONVERSATIONS, transform)
    return {"conversations": count, "with_account": accounts, "with_deal": deals}

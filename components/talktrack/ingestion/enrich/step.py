"""Enrich every conversation of a table."""

from __future__ import annotations

from talktrack.core.artifacts import map_table
from talktrack.core.conversation import Conversation
from talktrack.core.knowledge import Knowledge
from talktrack.core.tables import CONVERSATIONS
from talktrack.ingestion.enrich.enrichment import enrich
from talktrack.ingestion.enrich.mentions import CompetitorIndex


def run(conversations: str, knowledge: Knowledge, enriched: str) -> dict[str, int | float]:
    """Stream conversations through `enrich`; return how many, and how many have an account and a deal."""
    competitors = CompetitorIndex.of(knowledge)
    accounts = deals = 0

    def transform(conversation: Conversation) -> Conversation:
        nonlocal accounts, deals
        result = enrich(conversation, knowledge, competitors)
        accounts += result.account_id is not None
        deals += result.deal_id is not None
        return result

    count = map_table(conversations, CONVERSATIONS, enriched, CONVERSATIONS, transform)
    return {"conversations": count, "with_account": accounts, "with_deal": deals}

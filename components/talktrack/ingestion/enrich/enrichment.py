"""Enriching one conversation."""

from __future__ import annotations

import msgspec

from talktrack.core.conversation import Conversation
from talktrack.core.knowledge import Knowledge
from talktrack.ingestion.enrich.context import deal_context
from talktrack.ingestion.enrich.linking import link_account, link_deal, link_meeting
from talktrack.ingestion.enrich.mentions import CompetitorIndex


def enrich(conversation: Conversation, knowledge: Knowledge, competitors: CompetitorIndex) -> Conversation:
    """Return the conversation with its meeting, account, deal and the deal's context as of its start."""
    meeting = link_meeting(conversation, knowledge)
    account_id = link_account(conversation, meeting, knowledge)
    deal = link_deal(conversation, account_id, knowledge)
    mentioned = competitors.mentioned(conversation.turns)
    return msgspec.structs.replace(
        conversation,
        meeting_id=meeting.id if meeting else conversation.meeting_id,
        title=conversation.title or (meeting.title if meeting else None),
        account_id=account_id or conversation.account_id,
        deal_id=deal.id if deal else conversation.deal_id,
        deal=deal_context(deal, account_id, conversation.started_at, mentioned, knowledge),
    )

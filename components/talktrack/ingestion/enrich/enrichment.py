"""Enriching one conversation."""

from __future__ import annotations

import msgspec

from talktrack.core.conversation import Conversation
from talktrack.core.knowledge import Knowledge
from talktrack.ingestion.enrich.context import deal_context
from talktrack.ingestion.enrich.linking import Calendar, link_account, link_deal
from talktrack.ingestion.enrich.mentions import CompetitorIndex


class Enrichment:
    """Enriches the conversations of one tenant, one after the other."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Index the calendar and the competitors."""
        self._knowledge = knowledge
        self._calendar = Calendar(knowledge)
        self._competitors = CompetitorIndex.of(knowledge)

    def enrich(self, conversation: Conversation) -> Conversation:
        """Return the conversation with its meeting, account, deal and the deal's context as of its start.

        What the source itself said about the deal at the time of the call stays where the CRM's history is silent.
        """
        meeting = self._calendar.meeting(conversation)
        account_id = link_account(conversation, meeting, self._knowledge)
        deal = link_deal(conversation, meeting, account_id, self._knowledge)
        mentioned = self._competitors.mentioned(conversation.turns)
        context = deal_context(deal, account_id, conversation.started_at, mentioned, self._knowledge)
        return msgspec.structs.replace(
            conversation,
            meeting_id=meeting.id if meeting else conversation.meeting_id,
            title=conversation.title or (meeting.title if meeting else None),
            account_id=account_id or conversation.account_id,
            deal_id=deal.id if deal else conversation.deal_id,
            deal=context or conversation.deal,
        )

"""Enriching one conversation."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from talktrack.core.conversation import CHAT, Conversation
from talktrack.core.knowledge import Knowledge
from talktrack.ingestion.enrich.calendar import MAIL, Calendar
from talktrack.ingestion.enrich.context import deal_context
from talktrack.ingestion.enrich.linking import AccountFinder, link_deal
from talktrack.ingestion.enrich.mentions import CompetitorIndex
from talktrack.ingestion.enrich.validity import Links, Validity, validity


@dataclass(frozen=True)
class Enriched:
    """The conversation with its links, and whether they agree."""

    conversation: Conversation
    validity: Validity


class Enrichment:
    """Enriches the conversations of one tenant, one after the other."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Index the calendar, the accounts and the competitors."""
        self._knowledge = knowledge
        self._calendar = Calendar(knowledge)
        self._accounts = AccountFinder(knowledge)
        self._competitors = CompetitorIndex.of(knowledge)

    def enrich(self, conversation: Conversation) -> Conversation:
        """Return the conversation with its meeting, account, deal and the deal's context as of its start."""
        return self.enriched(conversation).conversation

    def enriched(self, conversation: Conversation) -> Enriched:
        """Return the same with a judgement of whether account, deal, stage, meeting and time agree.

        What the source itself said about the deal at the time of the call stays where the CRM's history is silent.
        """
        meeting = self._calendar.meeting(conversation)
        account = self._accounts.link(conversation, meeting)
        deal = link_deal(conversation, meeting, account.account_id, self._knowledge)
        mentioned = self._competitors.mentioned(conversation.turns)
        context = deal_context(conversation, account.account_id, deal, mentioned, self._knowledge)
        titled = meeting is not None and conversation.channel not in {*MAIL, CHAT}
        result = msgspec.structs.replace(
            conversation,
            meeting_id=meeting.id if meeting else conversation.meeting_id,
            title=conversation.title or (meeting.title if meeting and titled else None),
            account_id=account.account_id or conversation.account_id,
            deal_id=deal.id if deal else conversation.deal_id,
            deal=context,
        )
        links = Links(meeting, account, deal, self._accounts.votes(conversation, None))
        return Enriched(result, validity(conversation, result, links, self._knowledge))

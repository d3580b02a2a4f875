"""The deal as it stood: stage and amount from the history, never from today's export."""

from __future__ import annotations

from datetime import datetime

from talktrack.core.conversation import UNKNOWN, Conversation, DealContext
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Deal

NOTHING_SAID = DealContext(stage=UNKNOWN)


def deal_context(
    conversation: Conversation, account_id: str | None, deal: Deal | None, competitors: list[str], knowledge: Knowledge
) -> DealContext | None:
    """Return the context at the conversation's start; without a start or an account what the source itself said.

    Amount, stage and age are those of that moment; where the history is silent, what the source recorded at the time of
    the call stands. Currency and industry are taken as constant.
    """
    said, moment = conversation.deal, conversation.started_at
    if moment is None or account_id is None:
        return said
    told = said or NOTHING_SAID
    account = knowledge.accounts.get(account_id)
    change = knowledge.stage_as_of(deal.id, moment) if deal else None
    amount = change.amount if change and change.amount is not None else told.amount
    age = _age_days(deal, moment)
    return DealContext(
        stage=change.stage if change else told.stage,
        amount=amount,
        currency=(told.currency or (deal.currency if deal else None)) if amount is not None else None,
        age_days=told.age_days if age is None else age,
        industry=(account.industry if account else None) or told.industry,
        competitors=competitors,
    )


def _age_days(deal: Deal | None, moment: datetime) -> int | None:
    if deal is None or deal.created_at is None or deal.created_at > moment:
        return None
    return (moment - deal.created_at).days

"""The deal as it stood: stage and amount from the history, never from today's export."""

from __future__ import annotations

from datetime import datetime

from talktrack.core.conversation import UNKNOWN, DealContext
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Deal


def deal_context(
    deal: Deal | None, account_id: str | None, moment: datetime | None, competitors: list[str], knowledge: Knowledge
) -> DealContext | None:
    """Return the context at `moment`; None without a moment or an account. Stage is unknown before the first change.

    Currency and industry are taken as constant; amount, stage and age are those of `moment`.
    """
    if moment is None or account_id is None:
        return None
    account = knowledge.accounts.get(account_id)
    change = knowledge.stage_as_of(deal.id, moment) if deal else None
    return DealContext(
        stage=change.stage if change else UNKNOWN,
        amount=change.amount if change else None,
        currency=deal.currency if deal and change and change.amount is not None else None,
        age_days=_age_days(deal, moment),
        industry=account.industry if account else None,
        competitors=competitors,
    )


def _age_days(deal: Deal | None, moment: datetime) -> int | None:
    if deal is None or deal.created_at is None or deal.created_at > moment:
        return None
    return (moment - deal.created_at).days

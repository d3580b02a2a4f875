"""Whether account, deal, stage, meeting and time of a conversation agree with each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from talktrack.core.conversation import UNKNOWN, Conversation
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Deal, Meeting
from talktrack.ingestion.enrich.linking import AccountLink, is_over

ELSEWHEN = timedelta(hours=12)


@dataclass(frozen=True)
class Validity:
    """What is missing, and what contradicts something else; a context is valid when nothing does.

    Missing: ``time``, ``account``, ``deal``, ``stage``. Contradictions are named by `contradictions`.
    """

    missing: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        """Tell whether nothing contradicts."""
        return not self.contradictions


@dataclass(frozen=True)
class Links:
    """What a conversation was linked to."""

    meeting: Meeting | None
    account: AccountLink
    deal: Deal | None
    votes: Mapping[str, int]


def validity(before: Conversation, after: Conversation, links: Links, knowledge: Knowledge) -> Validity:
    """Judge the links of a conversation, given as it was and as it was enriched; reads nothing later than its start."""
    deal = after.deal
    missing = {
        "time": after.started_at is None,
        "account": links.account.account_id is None,
        "deal": links.deal is None,
        "stage": deal is None or deal.stage == UNKNOWN,
    }
    return Validity([name for name, lacks in missing.items() if lacks], list(_contradictions(before, links, knowledge)))


def _contradictions(before: Conversation, links: Links, knowledge: Knowledge) -> Iterator[str]:
    """Yield the contradictions.

    ``account_tied``: two accounts have equally many people. ``account_of_nobody``: the source names an account, and
    everybody present whom the CRM knows is at another. ``deal_of_other_account``, ``deal_not_begun`` (created after the
    conversation), ``deal_over`` (closed before it), ``stage_disagrees`` (the source recorded another stage than the
    history has), ``meeting_elsewhen`` (the linked meeting was half a day or more away).
    """
    account, deal, start = links.account, links.deal, before.started_at
    if account.is_tied:
        yield "account_tied"
    if account.account_id and links.votes and account.account_id not in links.votes:
        yield "account_of_nobody"
    if deal and account.account_id and deal.account_id and deal.account_id != account.account_id:
        yield "deal_of_other_account"
    if links.meeting and links.meeting.starts_at and start and abs(links.meeting.starts_at - start) >= ELSEWHEN:
        yield "meeting_elsewhen"
    if deal and start:
        change = knowledge.stage_as_of(deal.id, start)
        if change is None and deal.created_at and deal.created_at > start:
            yield "deal_not_begun"
        if change and is_over(change.stage):
            yield "deal_over"
        said = before.deal.stage if before.deal else UNKNOWN
        if change and said != UNKNOWN and _plain(said) != _plain(change.stage):
            yield "stage_disagrees"


def _plain(stage: str) -> str:
    return "".join(filter(str.isalnum, stage.casefold()))

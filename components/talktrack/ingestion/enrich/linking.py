"""Which account and deal a conversation belongs to, by nothing that became known after it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from talktrack.core.conversation import SELLER, Conversation
from talktrack.core.knowledge import Knowledge
from talktrack.core.mail_domains import domain_of
from talktrack.core.reference import Deal, Meeting
from talktrack.ingestion.enrich.name_index import NameIndex

INTERNAL = "internal"
PRESENT, INVITED = 3, 1
OPENING_TURNS = 6
LONG_AGO = datetime.min.replace(tzinfo=UTC)

# The history has no flag for it, and today's flag is tomorrow's knowledge: a stage is over when its name says so.
_OVER = re.compile(r"closed|\bwon\b|\blost\b|\bdead\b|disqualif|abandon|cancell?ed|churned|no decision", re.IGNORECASE)


def is_over(stage: str) -> bool:
    """Tell whether a deal at this stage is closed, by the stage's name."""
    return _OVER.search(stage) is not None


@dataclass(frozen=True)
class AccountLink:
    """The account, what says so (source, deal, people, title, said), and whether another had as many votes."""

    account_id: str | None = None
    by: str = ""
    is_tied: bool = False


class AccountFinder:
    """Finds the account of a conversation."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Index the accounts by name, and the tenant's own mail domains."""
        self._knowledge = knowledge
        self._names = NameIndex((account.name, account.id) for account in knowledge.accounts.values())
        self._own = {domain_of(c.email) for c in knowledge.contacts.values() if c.affiliation == INTERNAL and c.email}

    def link(self, conversation: Conversation, meeting: Meeting | None) -> AccountLink:
        """Return the account: as the source says, as the deal says, by most votes of people, else by title or talk."""
        if conversation.account_id in self._knowledge.accounts:
            return AccountLink(conversation.account_id, "source")
        deal = said_deal(conversation, meeting, self._knowledge)
        if deal and deal.account_id:
            return AccountLink(deal.account_id, "deal")
        votes = self.votes(conversation, meeting)
        if votes:
            return self._elected(votes, conversation.started_at)
        if named := self._titled(conversation.title):
            return AccountLink(named, "title")
        return AccountLink(said, "said") if (said := self._said(conversation)) else AccountLink()

    def votes(self, conversation: Conversation, meeting: Meeting | None) -> Counter[str]:
        """Return the votes for accounts; whoever took part counts more than the invited, sellers not at all."""
        votes: Counter[str] = Counter()
        for person in conversation.participants:
            contact = self._knowledge.contacts.get(person.crm_contact_id or "")
            account = contact.account_id if contact and contact.affiliation != INTERNAL else None
            account = account or self._account_of(person.email)
            if account:
                votes[account] += PRESENT
        for email in meeting.attendees if meeting else ():
            if account := self._account_of(email):
                votes[account] += INVITED
        return votes

    def _account_of(self, email: str | None) -> str | None:
        contact = self._knowledge.contact_by_email.get((email or "").lower())
        if not email or domain_of(email) in self._own or (contact and contact.affiliation == INTERNAL):
            return None
        account = self._knowledge.account_of(email)
        return contact.account_id if contact and contact.account_id else account.id if account else None

    def _elected(self, votes: Counter[str], moment: datetime | None) -> AccountLink:
        """Return the account with most votes; of several the one whose deal moved last and was open."""
        most = max(votes.values())
        best = sorted(account for account, count in votes.items() if count == most)
        ranked = sorted(best, key=lambda account: _activity(account, moment, self._knowledge), reverse=True)
        return AccountLink(ranked[0], "people", is_tied=len(best) > 1)

    def _titled(self, title: str | None) -> str | None:
        """Return the one account that a title names; a longer name hides a shorter one inside it."""
        found = {mention.name: mention.words for mention in self._names.mentions(title or "") if mention.is_capital}
        longest = [account for account, words in found.items() if words == max(found.values())]
        return longest[0] if len(longest) == 1 else None

    def _said(self, conversation: Conversation) -> str | None:
        """Return the account that is named most in the opening and by prospects; sellers also name other customers."""
        sellers = {p.id for p in conversation.participants if p.role == SELLER}
        turns = conversation.turns[:OPENING_TURNS] + [
            t for t in conversation.turns[OPENING_TURNS:] if t.speaker_id not in sellers
        ]
        found = (mention for turn in turns for mention in self._names.mentions(turn.text))
        ranked = Counter(mention.name for mention in found if mention.words > 1).most_common(2)
        tied = len(ranked) > 1 and ranked[0][1] == ranked[1][1]
        return ranked[0][0] if ranked and not tied else None


def _activity(account: str, moment: datetime | None, knowledge: Knowledge) -> tuple[bool, datetime]:
    if moment is None:
        return False, LONG_AGO
    changes = (knowledge.stage_as_of(deal.id, moment) for deal in knowledge.deals_by_account.get(account, []))
    known = [(not is_over(change.stage), change.changed_at) for change in changes if change]
    return max(known, default=(False, LONG_AGO))


def said_deal(conversation: Conversation, meeting: Meeting | None, knowledge: Knowledge) -> Deal | None:
    """Return the deal that the source names, else the one under which the CRM logged the meeting."""
    named = (conversation.deal_id, meeting.deal_id if meeting else None)
    return next((knowledge.deals[name] for name in named if name in knowledge.deals), None)


def link_deal(
    conversation: Conversation, meeting: Meeting | None, account_id: str | None, knowledge: Knowledge
) -> Deal | None:
    """Return the deal that existed at the conversation's start; what the source or the CRM says comes first.

    Among several, those not over by then come first, then those with a contact who took part, then those owned by a
    seller who did, then the one that moved last. A CRM without history still tells when a deal was created.
    """
    said = said_deal(conversation, meeting, knowledge)
    if said:
        return said
    start = conversation.started_at
    if start is None or account_id is None:
        return None
    present = {p.crm_contact_id for p in conversation.participants if p.crm_contact_id}
    ranked = [
        (not over, not present.isdisjoint(deal.contact_ids), deal.owner_id in present, moved, deal.id)
        for deal, over, moved in _begun(account_id, start, knowledge)
    ]
    return knowledge.deals[max(ranked)[-1]] if ranked else None


def _begun(account_id: str, start: datetime, knowledge: Knowledge) -> Iterator[tuple[Deal, bool, datetime]]:
    """Yield the deals of an account that existed, whether they were over, and when they last moved."""
    for deal in knowledge.deals_by_account.get(account_id, []):
        change = knowledge.stage_as_of(deal.id, start)
        if change is not None:
            yield deal, is_over(change.stage), change.changed_at
        elif deal.created_at is not None and deal.created_at <= start:
            yield deal, False, deal.created_at

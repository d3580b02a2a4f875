"""With which accounts a conversation may be, before anybody is named: votes of mail, phone, names and what is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from talktrack.core.conversation import Conversation
from talktrack.core.reference import Contact, Meeting
from talktrack.ingestion.attribute.directory import INTERNAL, Directory
from talktrack.ingestion.attribute.names import person_words
from talktrack.ingestion.attribute.phones import phone_digits

OPENING_TURNS = 60


def likely_accounts(conversation: Conversation, meeting: Meeting | None, directory: Directory) -> dict[str, float]:
    """Return the accounts a call may be with, each with its share of the votes, the likeliest first.

    The source's own word leaves no others.
    """
    deal = directory.knowledge.deals.get(conversation.deal_id or "")
    said = conversation.account_id if conversation.account_id in directory.knowledge.accounts else None
    if said or (deal and deal.account_id):
        return {said or (deal.account_id if deal else ""): 1.0}
    votes = Counter(_votes(conversation, meeting, directory))
    return {account: votes[account] / votes.total() for account in sorted(votes, key=lambda one: (-votes[one], one))}


def _votes(conversation: Conversation, meeting: Meeting | None, directory: Directory) -> Iterator[str]:
    contacts: list[Contact] = []
    for p in conversation.participants:
        contacts += directory.named(person_words(p.name or p.label))
        for number in {phone_digits(p.phone), phone_digits(p.label)}:
            contacts += directory.numbered(number)
    for email in [*(p.email for p in conversation.participants), *(meeting.attendees if meeting else [])]:
        known = directory.knowledge.contact_by_email.get((email or "").lower())
        account = directory.knowledge.account_of(email)
        contacts += [known] if known else []
        if account and directory.affiliation(email) != INTERNAL:
            yield account.id
    yield from (c.account_id for c in contacts if c.account_id and c.affiliation != INTERNAL)
    texts = [conversation.title or "", *(turn.text for turn in conversation.turns[:OPENING_TURNS])]
    yield from {account for text in texts for account in directory.account_names.mentioned(text)}

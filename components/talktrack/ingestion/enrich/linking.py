"""Which meeting, account and deal a conversation belongs to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from talktrack.core.conversation import Conversation
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Deal, Meeting

SLACK = timedelta(minutes=20)
BUCKET_S = 3600


class Calendar:
    """Meetings by id, join URL and hour, so that finding one does not take longer when there are more."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Index the meetings."""
        self._knowledge = knowledge
        self._hours: dict[int, list[Meeting]] = defaultdict(list)
        for meeting in knowledge.meetings.values():
            if meeting.starts_at:
                self._hours[_hour(meeting.starts_at)].append(meeting)

    def meeting(self, conversation: Conversation) -> Meeting | None:
        """Return the calendar event: by id or join URL, else the one at that time that shares most people."""
        for key in (conversation.meeting_id, conversation.event_id):
            found = self._knowledge.meeting(key, conversation.started_at)
            if found:
                return found
        if conversation.started_at is None:
            return None
        present = {p.email.lower() for p in conversation.participants if p.email}
        near = self._around(conversation.started_at)
        best = max(((_shared(meeting, present), meeting.id) for meeting in near), default=(0, ""))
        return self._knowledge.meetings[best[1]] if best[0] else None

    def _around(self, moment: datetime) -> Iterator[Meeting]:
        for hour in (_hour(moment) - 1, _hour(moment), _hour(moment) + 1):
            yield from (m for m in self._hours.get(hour, []) if m.starts_at and abs(m.starts_at - moment) <= SLACK)


def _hour(moment: datetime) -> int:
    return int(moment.timestamp()) // BUCKET_S


def _shared(meeting: Meeting, present: set[str]) -> int:
    return len(present & {email.lower() for email in [*meeting.attendees, meeting.organizer or ""]})


def link_account(conversation: Conversation, meeting: Meeting | None, knowledge: Knowledge) -> str | None:
    """Return the account: as the source says, else by most votes of contacts and mail domains, else by the title."""
    if conversation.account_id in knowledge.accounts:
        return conversation.account_id
    deal = _said_deal(conversation, meeting, knowledge)
    if deal and deal.account_id:
        return deal.account_id
    votes = Counter(_votes(conversation, meeting, knowledge))
    if votes:
        return min(votes, key=lambda account: (-votes[account], account))
    title = (conversation.title or "").lower()
    named = [a.id for a in knowledge.accounts.values() if title and a.name and a.name.lower() in title]
    return named[0] if len(named) == 1 else None


def _votes(conversation: Conversation, meeting: Meeting | None, knowledge: Knowledge) -> list[str]:
    contacts = [knowledge.contacts.get(p.crm_contact_id or "") for p in conversation.participants]
    votes = [c.account_id for c in contacts if c and c.account_id]
    emails = [p.email for p in conversation.participants if p.email] + (meeting.attendees if meeting else [])
    for email in emails:
        contact = knowledge.contact_by_email.get(email.lower())
        account = knowledge.account_by_domain.get(email.rpartition("@")[2].lower())
        if contact and contact.account_id:
            votes.append(contact.account_id)
        elif account:
            votes.append(account.id)
    return votes


def _said_deal(conversation: Conversation, meeting: Meeting | None, knowledge: Knowledge) -> Deal | None:
    """Return the deal that the source names, else the one under which the CRM logged the meeting."""
    named = (conversation.deal_id, meeting.deal_id if meeting else None)
    return next((knowledge.deals[name] for name in named if name in knowledge.deals), None)


def link_deal(
    conversation: Conversation, meeting: Meeting | None, account_id: str | None, knowledge: Knowledge
) -> Deal | None:
    """Return the deal that existed at the conversation's start; what the source or the CRM says comes first.

    Among several, those not yet closed then come first, then those with a contact who took part, then those owned by a
    seller who did, then the one that moved last before the conversation.
    """
    said = _said_deal(conversation, meeting, knowledge)
    if said:
        return said
    start = conversation.started_at
    if start is None or account_id is None:
        return None
    present = {p.crm_contact_id for p in conversation.participants if p.crm_contact_id}
    ranked = []
    for deal in knowledge.deals_by_account.get(account_id, []):
        change = knowledge.stage_as_of(deal.id, start)
        if change is not None:
            over = deal.closed_at is not None and deal.closed_at <= start
            known = not present.isdisjoint(deal.contact_ids)
            ranked.append((not over, known, deal.owner_id in present, change.changed_at, deal.id))
    return knowledge.deals[max(ranked)[-1]] if ranked else None

"""What attribution asks of a tenant's knowledge, indexed once: the own people, accounts by name, meetings by time."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from talktrack.core.conversation import Conversation
from talktrack.core.knowledge import Knowledge, digits
from talktrack.core.reference import Contact, Meeting
from talktrack.ingestion.attribute.names import domain_of, name_of_email, name_words

INTERNAL = "internal"
EXTERNAL = "external"
SLACK = timedelta(minutes=20)
BUCKET_S = 3600
OPENING_TURNS = 60
PUBLIC_DOMAINS = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com"),
        *("aol.com", "gmx.de", "gmx.net", "web.de", "proton.me", "protonmail.com", "mail.com", "msn.com"),
    }
)
_WORD = re.compile(r"[^\W_]+")


class Directory:
    """Look-ups over a tenant's knowledge that do not grow slower with its size."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Index contacts by full name, accounts by the words of their name, meetings by the hour."""
        self.knowledge = knowledge
        self.sellers = [c for c in knowledge.contacts.values() if c.affiliation == INTERNAL]
        self.own_domains = frozenset({domain_of(c.email) for c in self.sellers if c.email} - PUBLIC_DOMAINS)
        self._named: dict[tuple[str, ...], list[Contact]] = defaultdict(list)
        for contact in knowledge.contacts.values():
            self._named[name_words(contact.name)].append(contact)
        self._accounts: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for account in knowledge.accounts.values():
            words = tuple(_WORD.findall(account.name.lower()))
            if words:
                self._accounts[words[0]].append((words, account.id))
        self._hours: dict[int, list[Meeting]] = defaultdict(list)
        for meeting in knowledge.meetings.values():
            if meeting.starts_at:
                self._hours[_hour(meeting.starts_at)].append(meeting)

    def named(self, name: str) -> list[Contact]:
        """Return the contacts with this full name."""
        words = name_words(name)
        return self._named.get(words, []) if len(words) > 1 else []

    def affiliation(self, email: str | None) -> str:
        """Return internal or external by mail domain, unknown without one."""
        domain = domain_of(email)
        if not domain:
            return "unknown"
        if domain in self.own_domains:
            return INTERNAL
        return EXTERNAL if self.own_domains or domain in self.knowledge.account_by_domain else "unknown"

    def meeting(self, conversation: Conversation) -> Meeting | None:
        """Return the calendar event: by its id, by join URL, else the one at that time that shares most people."""
        for key in (conversation.meeting_id, conversation.event_id):
            found = self.knowledge.meeting(key, conversation.started_at)
            if found:
                return found
        if conversation.started_at is None:
            return None
        near = self._around(conversation.started_at)
        scored = sorted(((_common(conversation, meeting), meeting.id) for meeting in near), reverse=True)[:2]
        tied = len(scored) > 1 and scored[0][0] == scored[1][0]
        return self.knowledge.meetings[scored[0][1]] if scored and scored[0][0] and not tied else None

    def _around(self, moment: datetime) -> Iterator[Meeting]:
        for hour in (_hour(moment) - 1, _hour(moment), _hour(moment) + 1):
            yield from (m for m in self._hours.get(hour, []) if m.starts_at and abs(m.starts_at - moment) <= SLACK)

    def accounts(self, conversation: Conversation, meeting: Meeting | None) -> list[str]:
        """Return the accounts a call may be with, most votes first: source, mail, phone, names, what is said."""
        deal = self.knowledge.deals.get(conversation.deal_id or "")
        said = conversation.account_id if conversation.account_id in self.knowledge.accounts else None
        if said or deal:
            return [said or (deal.account_id if deal else "")]
        votes = Counter(self._votes(conversation, meeting))
        return sorted(votes, key=lambda account: (-votes[account], account))

    def _votes(self, conversation: Conversation, meeting: Meeting | None) -> Iterator[str]:
        contacts: list[Contact | None] = []
        for p in conversation.participants:
            contacts += self.named(p.name or p.label)
            contacts += [self.knowledge.contact_by_phone.get(digits(value)) for value in (p.phone or "", p.label)]
        for email in [*(p.email for p in conversation.participants), *(meeting.attendees if meeting else [])]:
            contacts.append(self.knowledge.contact_by_email.get((email or "").lower()))
            account = self.knowledge.account_by_domain.get(domain_of(email))
            if account:
                yield account.id
        yield from (c.account_id for c in contacts if c and c.account_id)
        texts = [conversation.title or "", *(turn.text for turn in conversation.turns[:OPENING_TURNS])]
        yield from {account for text in texts for account in self._mentioned(text)}

    def _mentioned(self, text: str) -> Iterator[str]:
        """Yield the accounts whose full name, of two words or more, a text says."""
        words = _WORD.findall(text.lower())
        for index, word in enumerate(words):
            for name, account in self._accounts.get(word, ()):
                if len(name) > 1 and tuple(words[index : index + len(name)]) == name:
                    yield account


def _hour(moment: datetime) -> int:
    return int(moment.timestamp()) // BUCKET_S


def _common(conversation: Conversation, meeting: Meeting) -> int:
    """Count what a conversation and a meeting share: addresses, names, the title."""
    invited = {email.lower() for email in [*meeting.attendees, meeting.organizer or ""] if email}
    names = {name_words(name) for name in meeting.attendee_names} | {name_words(name_of_email(e)) for e in invited}
    shared = sum(1 for p in conversation.participants if p.email and p.email.lower() in invited)
    shared += sum(1 for p in conversation.participants if name_words(p.name or p.label) in names)
    return shared + int(bool(meeting.title) and meeting.title == conversation.title)

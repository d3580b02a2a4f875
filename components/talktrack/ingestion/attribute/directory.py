"""What attribution asks of a tenant's knowledge, indexed once: people by name and number, meetings by time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from talktrack.core.conversation import CHAT, Conversation
from talktrack.core.knowledge import Knowledge
from talktrack.core.mail_domains import PUBLIC_DOMAINS, domain_of
from talktrack.core.reference import Contact, Meeting
from talktrack.ingestion.attribute.account_names import AccountNames
from talktrack.ingestion.attribute.names import folded, full_name_keys, name_of_email, name_words
from talktrack.ingestion.attribute.people import ACCOUNT, SELLER, Person, of_contact
from talktrack.ingestion.attribute.phones import phone_digits, same_number, tail
from talktrack.ingestion.attribute.remembered import Memory, Remembered

INTERNAL = "internal"
EXTERNAL = "external"
SLACK = timedelta(minutes=20)
BUCKET_S = 3600
# Threads and chats go on for days: that one began near a meeting says nothing.
UNSCHEDULED = frozenset({CHAT, "email", "mail"})


class Directory:
    """Look-ups over a tenant's knowledge that do not grow slower with its size."""

    def __init__(self, knowledge: Knowledge, remembered: Sequence[Remembered] = ()) -> None:
        """Index contacts by full name and number, meetings by the hour, and what reviewers decided."""
        self.knowledge = knowledge
        self.memory = Memory(remembered)
        self.account_names = AccountNames(knowledge)
        self.sellers = [of_contact(c, SELLER) for c in knowledge.contacts.values() if c.affiliation == INTERNAL]
        self.own_domains = frozenset(
            domain for p in self.sellers if (domain := domain_of(p.email)) and domain not in PUBLIC_DOMAINS
        )
        self._colleagues: dict[str, list[Person]] = {}
        self._named: dict[str, list[Contact]] = defaultdict(list)
        self._numbered: dict[str, list[tuple[str, Contact]]] = defaultdict(list)
        for contact in knowledge.contacts.values():
            for key in full_name_keys(name_words(contact.name)):
                self._named[key].append(contact)
            number = phone_digits(contact.phone)
            if number:
                self._numbered[tail(number)].append((number, contact))
        self._hours: dict[int, list[Meeting]] = defaultdict(list)
        for meeting in knowledge.meetings.values():
            if meeting.starts_at:
                self._hours[_hour(meeting.starts_at)].append(meeting)

    def named(self, words: tuple[str, ...]) -> list[Contact]:
        """Return the contacts with this full name in any order, or with a short form of its given name."""
        found = (contact for key in full_name_keys(words) for contact in self._named.get(key, ()))
        return list({contact.id: contact for contact in found}.values())

    def numbered(self, number: str) -> list[Contact]:
        """Return the contacts with this phone number, written with or without country code."""
        found = self._numbered.get(tail(number), []) if number else []
        return [contact for known, contact in found if same_number(known, number)]

    def colleagues(self, account_id: str) -> list[Person]:
        """Return the contacts of an account."""
        if account_id not in self._colleagues:
            contacts = self.knowledge.contacts_by_account.get(account_id, [])
            self._colleagues[account_id] = [of_contact(contact, ACCOUNT) for contact in contacts]
        return self._colleagues[account_id]

    def companies(self, people: Iterable[Person]) -> dict[str, frozenset[str]]:
        """Return by candidate the words by which their company may be called: its name's first, its mail domain's."""
        found: dict[str, frozenset[str]] = {}
        for person in people:
            account = self.knowledge.accounts.get(person.account_id or "")
            domain = domain_of(person.email)
            words = {folded(account.name.split()[0])} if account and account.name.split() else set()
            found[person.key] = frozenset(
                words | ({domain.partition(".")[0]} if domain not in PUBLIC_DOMAINS else set())
            )
        return found

    def affiliation(self, email: str | None) -> str:
        """Return internal or external by mail domain, unknown without one."""
        domain = domain_of(email)
        if not domain:
            return "unknown"
        if domain in self.own_domains:
            return INTERNAL
        return EXTERNAL if self.own_domains or self.knowledge.account_of(email) else "unknown"

    def knows(self, person: Person) -> bool:
        """Tell whether somebody is a contact, a colleague by mail domain, or works at an account."""
        own = domain_of(person.email) in self.own_domains
        return bool(person.contact_id or own or self.knowledge.account_of(person.email))

    def meeting(self, conversation: Conversation) -> Meeting | None:
        """Return the calendar event: by its id, by join URL, else the one at that time that shares most people."""
        for key in (conversation.meeting_id, conversation.event_id):
            found = self.knowledge.meeting(key, conversation.started_at)
            if found:
                return found
        if conversation.started_at is None or conversation.channel in UNSCHEDULED:
            return None
        near = self._around(conversation.started_at)
        contacts = self.knowledge.contact_by_email
        scored = sorted(((_common(conversation, meeting, contacts), meeting.id) for meeting in near), reverse=True)[:2]
        tied = len(scored) > 1 and scored[0][0] == scored[1][0]
        return self.knowledge.meetings[scored[0][1]] if scored and scored[0][0] and not tied else None

    def _around(self, moment: datetime) -> Iterator[Meeting]:
        for hour in (_hour(moment) - 1, _hour(moment), _hour(moment) + 1):
            yield from (m for m in self._hours.get(hour, []) if m.starts_at and abs(m.starts_at - moment) <= SLACK)


def _hour(moment: datetime) -> int:
    return int(moment.timestamp()) // BUCKET_S


def _common(conversation: Conversation, meeting: Meeting, contacts: Mapping[str, Contact]) -> int:
    """Return how many people a conversation and a meeting share, by mail or by name, and one more for the title."""
    invited = {email.lower() for email in [*meeting.attendees, meeting.organizer or ""] if email}
    names = {name_words(name) for name in [*meeting.attendee_names, meeting.organizer_name or ""]}
    names |= {name_words(name_of_email(email)) for email in invited}
    names |= {name_words(contact.name) for email in invited if (contact := contacts.get(email))}
    shared = sum(1 for p in conversation.participants if p.email and p.email.lower() in invited)
    shared += sum(1 for p in conversation.participants if (words := name_words(p.name or p.label)) and words in names)
    return shared + int(bool(meeting.title) and meeting.title == conversation.title)

"""The people who may be in a conversation: whoever the source, the invitation and the CRM bring to the table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from talktrack.core.conversation import Conversation, Participant
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Contact, Meeting

INTERNAL = "internal"
EXTERNAL = "external"
MEETING_SLACK = timedelta(minutes=20)
PUBLIC_DOMAINS = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com"),
        *("aol.com", "gmx.de", "gmx.net", "web.de", "proton.me", "protonmail.com", "mail.com", "msn.com"),
    }
)
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Person:
    """Somebody known by name; `invited` when the calendar expects them here. Keyed by mail, contact id or name."""

    key: str
    name: str
    email: str | None = None
    phone: str | None = None
    contact_id: str | None = None
    affiliation: str = "unknown"
    account_id: str | None = None
    title: str | None = None
    invited: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Return the name as lower-case words."""
        return name_words(self.name)


def name_words(name: str) -> tuple[str, ...]:
    """Return a name as lower-case words, "Reed, Dana" turned round and what follows a bar or bracket left out."""
    plain = re.split(r"[|(\[/@]| - ", name, maxsplit=1)[0]
    if plain.count(",") == 1:
        last, first = plain.split(",")
        plain = f"{first} {last}"
    return tuple(word.lower() for word in _LETTERS.findall(plain.replace("'", "").replace("’", "")))


def name_of_email(email: str) -> str:
    """Return the words of a mail address's local part as a name: dana.reed@x.com is "dana reed"."""
    return " ".join(re.findall(r"[^\W\d_]+", email.partition("@")[0]))


def domain_of(email: str | None) -> str:
    """Return the lower-case domain of a mail address, empty when there is none."""
    return (email or "").rpartition("@")[2].lower()


def meeting_of(conversation: Conversation, knowledge: Knowledge) -> Meeting | None:
    """Return a conversation's calendar event: by its id, by join URL, else the only one then with its people."""
    for key in (conversation.meeting_id, conversation.event_id):
        if key:
            found = knowledge.meetings.get(key) or knowledge.meeting_by_join_url.get(key)
            if found:
                return found
    return _meeting_by_time(conversation, knowledge)


def _meeting_by_time(conversation: Conversation, knowledge: Knowledge) -> Meeting | None:
    start = conversation.started_at
    if start is None:
        return None
    near = [
        meeting
        for meeting in knowledge.meetings.values()
        if meeting.starts_at and abs(meeting.starts_at - start) <= MEETING_SLACK
    ]
    scored = sorted(((_common(conversation, meeting), meeting.id) for meeting in near), reverse=True)
    if not scored or scored[0][0] == 0 or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return knowledge.meetings[scored[0][1]]


def _common(conversation: Conversation, meeting: Meeting) -> int:
    """Count what a conversation and a meeting share: addresses, names, the title."""
    invited = {email.lower() for email in [*meeting.attendees, meeting.organizer or ""] if email}
    names = {name_words(name) for name in meeting.attendee_names} | {name_words(name_of_email(e)) for e in invited}
    shared = sum(1 for p in conversation.participants if p.email and p.email.lower() in invited)
    shared += sum(1 for p in conversation.participants if name_words(p.name or p.label) in names)
    return shared + int(bool(meeting.title) and meeting.title == conversation.title)


def internal_domains(knowledge: Knowledge) -> frozenset[str]:
    """Return the mail domains of the tenant's own people."""
    own = {domain_of(c.email) for c in knowledge.contacts.values() if c.affiliation == INTERNAL and c.email}
    return frozenset(own - PUBLIC_DOMAINS)


def affiliation_of(email: str | None, knowledge: Knowledge, own: frozenset[str]) -> str:
    """Return internal or external by mail domain, unknown without one."""
    domain = domain_of(email)
    if not domain:
        return "unknown"
    if domain in own:
        return INTERNAL
    return EXTERNAL if own or domain in knowledge.account_by_domain else "unknown"


def accounts_of(conversation: Conversation, meeting: Meeting | None, knowledge: Knowledge) -> list[str]:
    """Return the accounts a conversation may be with: named by the source, by mail domains, by the title."""
    found = [conversation.account_id] if conversation.account_id in knowledge.accounts else []
    deal = knowledge.deals.get(conversation.deal_id or "")
    found += [deal.account_id] if deal else []
    emails = [p.email for p in conversation.participants] + list(meeting.attendees if meeting else [])
    for email in emails:
        contact = knowledge.contact_by_email.get((email or "").lower())
        account = knowledge.account_by_domain.get(domain_of(email))
        found += [contact.account_id] if contact and contact.account_id else []
        found += [account.id] if account else []
    return list(dict.fromkeys(account for account in found if account))


def candidates(conversation: Conversation, knowledge: Knowledge) -> list[Person]:
    """Return everybody who may be speaking, each once; invited people first, then the account's, then the sellers."""
    meeting = meeting_of(conversation, knowledge)
    own = internal_domains(knowledge)
    people: list[Person] = [] if meeting is None else _invited(meeting, knowledge, own)
    people += [_of_participant(p, knowledge, own) for p in conversation.participants if p.email or p.name]
    for account in accounts_of(conversation, meeting, knowledge):
        people += [_of_contact(contact) for contact in knowledge.contacts_by_account.get(account, [])]
    people += [_of_contact(c) for c in knowledge.contacts.values() if c.affiliation == INTERNAL]
    people += _by_phone(conversation.participants, knowledge)
    return _once(people)


def _invited(meeting: Meeting, knowledge: Knowledge, own: frozenset[str]) -> list[Person]:
    names = list(meeting.attendee_names) + [""] * len(meeting.attendees)
    pairs = [(email, name) for email, name in zip(meeting.attendees, names, strict=False)]
    if meeting.organizer and "@" in meeting.organizer and meeting.organizer not in meeting.attendees:
        pairs.append((meeting.organizer, ""))
    return [_of_email(email, name, knowledge, own, invited=True) for email, name in pairs]


def _of_email(email: str, name: str, knowledge: Knowledge, own: frozenset[str], *, invited: bool = False) -> Person:
    contact = knowledge.contact_by_email.get(email.lower())
    if contact:
        return _of_contact(contact, invited=invited)
    return Person(
        key=email.lower(),
        name=name or name_of_email(email).title(),
        email=email.lower(),
        affiliation=affiliation_of(email, knowledge, own),
        invited=invited,
    )


def _of_participant(participant: Participant, knowledge: Knowledge, own: frozenset[str]) -> Person:
    if participant.email:
        return _of_email(participant.email, participant.name or "", knowledge, own)
    name = participant.name or participant.label
    return Person(key=" ".join(name_words(name)), name=name, affiliation=participant.affiliation)


def _of_contact(contact: Contact, *, invited: bool = False) -> Person:
    return Person(
        key=(contact.email or contact.id).lower(),
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        contact_id=contact.id,
        affiliation=contact.affiliation,
        account_id=contact.account_id,
        title=contact.title,
        invited=invited,
    )


def _by_phone(participants: Iterable[Participant], knowledge: Knowledge) -> list[Person]:
    from talktrack.core.knowledge import digits

    numbers = [digits(value) for p in participants for value in (p.phone or "", p.label)]
    return [_of_contact(knowledge.contact_by_phone[n]) for n in numbers if n in knowledge.contact_by_phone]


def _once(people: list[Person]) -> list[Person]:
    """Keep the first of each key; somebody known only by name gives way to a namesake who is known better."""
    found: dict[str, Person] = {}
    for person in people:
        if person.words:
            found.setdefault(person.key, person)
    known = {p.words for p in found.values() if p.email or p.contact_id}
    return [p for p in found.values() if p.email or p.contact_id or p.words not in known]

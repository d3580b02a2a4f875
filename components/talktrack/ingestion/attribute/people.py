"""The people who may be in a conversation: whoever the source, the invitation and the CRM bring to the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from talktrack.core.conversation import Conversation, Participant
from talktrack.core.knowledge import digits
from talktrack.core.reference import Contact, Meeting
from talktrack.ingestion.attribute.directory import Directory
from talktrack.ingestion.attribute.names import name_of_email, name_words

LIKELY_ACCOUNTS = 2


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
    invited: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Return the name as lower-case words."""
        return name_words(self.name)


def candidates(conversation: Conversation, directory: Directory) -> list[Person]:
    """Return everybody who may be speaking, each once; invited people first, then the account's, then the sellers."""
    meeting = directory.meeting(conversation)
    accounts = directory.accounts(conversation, meeting)[:LIKELY_ACCOUNTS]
    by_account = directory.knowledge.contacts_by_account
    people = _invited(meeting, directory) if meeting else []
    people += [_of_participant(p, directory) for p in conversation.participants if p.email]
    people += [_of_contact(contact) for account in accounts for contact in by_account.get(account, [])]
    people += [_of_contact(contact) for contact in directory.sellers]
    people += _namesakes(conversation.participants, accounts, directory)
    people += _by_phone(conversation.participants, directory)
    people += [_of_participant(p, directory) for p in conversation.participants if not p.email]
    return _once(people)


def _invited(meeting: Meeting, directory: Directory) -> list[Person]:
    names = list(meeting.attendee_names) + [""] * len(meeting.attendees)
    pairs = list(zip(meeting.attendees, names, strict=False))
    if meeting.organizer and "@" in meeting.organizer and meeting.organizer not in meeting.attendees:
        pairs.append((meeting.organizer, ""))
    return [_of_email(email, name, directory, invited=True) for email, name in pairs]


def _namesakes(participants: Iterable[Participant], accounts: list[str], directory: Directory) -> list[Person]:
    """Return the CRM's contacts who are called like a participant; when an account is likely, only its own."""
    found = [contact for p in participants for contact in directory.named(p.name or p.label)]
    likely = [contact for contact in found if contact.account_id in accounts[:1]]
    return [_of_contact(contact) for contact in likely or found]


def _of_email(email: str, name: str, directory: Directory, *, invited: bool = False) -> Person:
    contact = directory.knowledge.contact_by_email.get(email.lower())
    if contact:
        return _of_contact(contact, invited=invited)
    return Person(
        key=email.lower(),
        name=name or name_of_email(email).title(),
        email=email.lower(),
        affiliation=directory.affiliation(email),
        invited=invited,
    )


def _of_participant(participant: Participant, directory: Directory) -> Person:
    if participant.email:
        return _of_email(participant.email, participant.name or "", directory)
    name = participant.name or participant.label
    words = name_words(name)
    return Person(key=" ".join(words), name=name if len(words) > 1 else "", affiliation=participant.affiliation)


def _of_contact(contact: Contact, *, invited: bool = False) -> Person:
    return Person(
        key=(contact.email or contact.id).lower(),
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        contact_id=contact.id,
        affiliation=contact.affiliation,
        account_id=contact.account_id,
        invited=invited,
    )


def _by_phone(participants: Iterable[Participant], directory: Directory) -> list[Person]:
    known = directory.knowledge.contact_by_phone
    numbers = [digits(value) for p in participants for value in (p.phone or "", p.label)]
    return [_of_contact(known[number]) for number in numbers if number in known]


def _once(people: list[Person]) -> list[Person]:
    """Keep the first of each key; somebody known only by name gives way to a namesake who is known better."""
    found: dict[str, Person] = {}
    for person in people:
        if person.words:
            found.setdefault(person.key, person)
    known = {p.words for p in found.values() if p.email or p.contact_id}
    return [p for p in found.values() if p.email or p.contact_id or p.words not in known]

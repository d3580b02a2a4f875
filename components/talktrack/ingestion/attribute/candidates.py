"""The people who may be in a conversation: whoever source, invitation, CRM and reviewers bring to the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from talktrack.core.conversation import CHAT, Conversation, Participant
from talktrack.core.reference import Contact, Meeting
from talktrack.ingestion.attribute.directory import Directory
from talktrack.ingestion.attribute.names import name_of_email, name_words, person_words
from talktrack.ingestion.attribute.people import (
    ACCOUNT,
    DEAL,
    ELSEWHERE,
    INVITED,
    LOOSE,
    PRESENT,
    SELLER,
    STRANGER,
    Person,
    of_contact,
)
from talktrack.ingestion.attribute.phones import phone_digits
from talktrack.ingestion.attribute.remembered import Remembered

LIKELY_ACCOUNTS = 2


@dataclass(frozen=True)
class Cast:
    """The candidates of a conversation, each once, and who of them a reviewer's decision means.

    `accounts` are the shares of the votes for the accounts that the conversation may be with.
    """

    people: list[Person]
    decided: dict[Remembered, str]
    is_scheduled: bool
    accounts: Mapping[str, float] = field(default_factory=dict)


def candidates(
    conversation: Conversation,
    meeting: Meeting | None,
    shares: Mapping[str, float],
    introduced: Iterable[tuple[str, ...]],
    directory: Directory,
) -> Cast:
    """Return everybody who may be speaking: invited, present by mail, of deal, accounts or sellers, or called so.

    In a chat, sellers and colleagues are candidates only where something ties it to the tenant: in a public dialogue
    "this is Tom" means no Tom of ours. `introduced` are full names that somebody gives as their own.
    """
    accounts = list(shares)
    decided = {found: _decided(found, directory) for found in _recalled(conversation, accounts, directory)}
    people = [*decided.values(), *_invited(meeting, directory)]
    people += [_of_email(p.email, p.name or "", PRESENT, directory) for p in conversation.participants if p.email]
    called = list(_called(conversation.participants, introduced, accounts, directory))
    if conversation.channel != CHAT or meeting or accounts or people or called:
        people += _of_deal(conversation, accounts, directory)
        people += [person for account in accounts[:LIKELY_ACCOUNTS] for person in directory.colleagues(account)]
        people += directory.sellers
    people += called
    people += [person for p in conversation.participants if (person := _stranger(p))]
    keys = {found: person.key for found, person in decided.items()}
    return Cast(_once(people), keys, is_scheduled=meeting is not None, accounts=shares)


def _recalled(conversation: Conversation, accounts: Sequence[str], directory: Directory) -> Iterator[Remembered]:
    for participant in conversation.participants:
        yield from (found for _, found in directory.memory.recall(conversation, participant, accounts))


def _decided(found: Remembered, directory: Directory) -> Person:
    """Return the person whom a reviewer named: a contact, a mail address with or without a name, or a name."""
    contact = directory.knowledge.contacts.get(found.person)
    if contact:
        return of_contact(contact, PRESENT)
    name, bracket, rest = found.person.partition("<")
    email = rest.rstrip("> ") if bracket else name.strip() if "@" in name else ""
    if email:
        return _of_email(email, name.strip() if bracket else "", PRESENT, directory)
    return Person(key=" ".join(name_words(name)), name=name.strip(), group=PRESENT)


def _invited(meeting: Meeting | None, directory: Directory) -> Iterator[Person]:
    if meeting is None:
        return
    names = [*meeting.attendee_names, *[""] * len(meeting.attendees)]
    for email, name in zip(meeting.attendees, names, strict=False):
        yield _of_email(email, name, INVITED, directory)
    if meeting.organizer and meeting.organizer not in meeting.attendees:
        yield _of_email(meeting.organizer, meeting.organizer_name or "", INVITED, directory)
    for name in meeting.attendee_names[len(meeting.attendees) :]:
        yield Person(key=" ".join(name_words(name)), name=name, group=INVITED)


def _of_deal(conversation: Conversation, accounts: Sequence[str], directory: Directory) -> Iterator[Person]:
    """Yield owner and contacts of the deal, or of the deals of the likely account."""
    knowledge = directory.knowledge
    said = knowledge.deals.get(conversation.deal_id or "")
    deals = (
        [said] if said else [deal for account in accounts[:1] for deal in knowledge.deals_by_account.get(account, [])]
    )
    for identity in dict.fromkeys(one for deal in deals for one in (deal.owner_id, *deal.contact_ids)):
        contact = knowledge.contacts.get(identity or "")
        if contact:
            yield of_contact(contact, DEAL)


def _called(
    participants: Iterable[Participant],
    introduced: Iterable[tuple[str, ...]],
    accounts: Sequence[str],
    directory: Directory,
) -> Iterator[Person]:
    """Yield the CRM's contacts with a participant's full name or number; of namesakes the likely account's, if any."""
    labels = [(person_words(p.name or p.label), p) for p in participants]
    for words in {*(words for words, _ in labels), *introduced}:
        found = directory.named(words)
        likely = [contact for contact in found if contact.account_id in accounts[:1]]
        yield from (_elsewhere(contact) for contact in likely or found)
    for number in {number for _, p in labels for number in (phone_digits(p.phone), phone_digits(p.label)) if number}:
        yield from (_elsewhere(contact) for contact in directory.numbered(number))


def _elsewhere(contact: Contact) -> Person:
    return of_contact(contact, ELSEWHERE if contact.account_id else LOOSE)


def _of_email(email: str, name: str, group: str, directory: Directory) -> Person:
    contact = directory.knowledge.contact_by_email.get(email.lower())
    if contact:
        return of_contact(contact, group)
    account = directory.knowledge.account_of(email)
    return Person(
        key=email.lower(),
        name=name if name_words(name) else name_of_email(email).title(),
        email=email.lower(),
        affiliation=directory.affiliation(email),
        account_id=account.id if account else None,
        group=group,
    )


def _stranger(participant: Participant) -> Person | None:
    """Return somebody of whom only a name is known, as the label or the source gives it."""
    name = participant.name or participant.label
    words = person_words(name)
    if participant.email or sum(len(word) > 1 or not word.isascii() for word in words) < 2:  # noqa: PLR2004 - "Dana R."
        return None
    return Person(key=" ".join(words), name=name, affiliation=participant.affiliation, group=STRANGER)


def _once(people: list[Person]) -> list[Person]:
    """Keep the first of each key; somebody known only by name gives way to a namesake who is known better.

    Who is invited under a name alone and is in the CRM under the same name counts as invited.
    """
    found: dict[str, Person] = {}
    for person in people:
        if person.words:
            found.setdefault(person.key, person)
    known = {p.words for p in found.values() if p.is_known}
    expected = {p.words for p in found.values() if p.group == INVITED and not p.is_known}
    kept = (p for p in found.values() if p.is_known or p.words not in known)
    return [
        replace(p, group=INVITED) if p.words in expected and p.group in {ACCOUNT, SELLER, DEAL} else p for p in kept
    ]

"""Whom a request is about: everything the stored data itself links to one mail address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from talktrack.core.canonical_values import PHONE, canonical
from talktrack.core.conversation import Conversation, Participant
from talktrack.core.ports import Repository
from talktrack.core.suppression import plain_email
from talktrack.core.tables import CONTACTS, CONVERSATIONS_RAW, QUARANTINE
from talktrack.core.tokens import Pseudonyms, token
from talktrack.operations.forget.request import FULL_NAME, SHORTEST_NUMBER, Request


@dataclass(frozen=True)
class Subject:
    """A person: one address, and the full names, numbers, CRM ids and user ids that belong to it alone.

    `names` are full names as written; single names are nobody's alone and are left to redaction.
    """

    email: str
    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    contact_ids: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()

    def takes_part(self, conversation: Conversation) -> bool:
        """Tell whether the person is one of the participants of a conversation of the raw zone."""
        return any(self._is(person) for person in conversation.participants)

    def _is(self, person: Participant) -> bool:
        if person.email:
            return plain_email(person.email) == self.email
        known = (
            plain_name(person.name or person.label) in self._plain_names or person.crm_contact_id in self.contact_ids
        )
        return known or plain_phone(person.phone) in self._plain_phones

    def is_mentioned(self, texts: Iterable[str]) -> bool:
        """Tell whether the address, a full name or a number stands in one of the texts."""
        return any(self._written.search(text) for text in texts)

    def without(self, text: str) -> str:
        """Return a text with the person's address, names and numbers left out."""
        return self._written.sub("[forgotten]", text)

    def tokens(self, pseudonyms: Pseudonyms) -> frozenset[str]:
        """Return the tokens that stand for the person in the clean zone."""
        values = [("EMAIL_ADDRESS", {self.email}), ("PERSON", self.names), ("PHONE_NUMBER", self.phones)]
        values.append(("CONTACT", self.contact_ids))
        return frozenset(token(pseudonyms, kind, value) for kind, found in values for value in found)

    @cached_property
    def _plain_names(self) -> frozenset[str]:
        return frozenset(map(plain_name, self.names))

    @cached_property
    def _plain_phones(self) -> frozenset[str]:
        return frozenset(map(plain_phone, self.phones))

    @cached_property
    def _written(self) -> re.Pattern[str]:
        """Return the pattern of everything that names the person, blanks in names as the text has them."""
        names = (r"\s+".join(map(re.escape, name.split())) for name in self.names)
        literal = sorted([re.escape(self.email), *names, *map(re.escape, self.phones)], key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(literal)})(?!\w)", re.IGNORECASE)


def subject_of(request: Request, repository: Repository) -> Subject:
    """Gather what the request says and what the CRM and the participants of conversations link to its address."""
    address = plain_email(request.subject)
    contacts = list(repository.scan(CONTACTS))
    mine = [contact for contact in contacts if plain_email(contact.email or "") == address]
    theirs = {plain_phone(c.phone) for c in contacts if c not in mine}
    people = [person for person in _people(repository) if plain_email(person.email or "") == address]
    names = [contact.name for contact in mine] + [person.name for person in people if person.name]
    phones = [contact.phone for contact in mine] + [person.phone for person in people]
    return Subject(
        email=address,
        names=frozenset(name for name in names if len(name.split()) >= FULL_NAME) | frozenset(request.names),
        phones=frozenset(
            p for p in phones if p and len(plain_phone(p)) >= SHORTEST_NUMBER and plain_phone(p) not in theirs
        )
        | frozenset(request.phones),
        contact_ids=frozenset(contact.id for contact in mine),
        users=frozenset(request.users),
    )


def plain_name(name: str) -> str:
    """Return a name as it is compared."""
    return " ".join(name.casefold().split())


def plain_phone(phone: str | None) -> str:
    """Return the digits of a number by which it is compared."""
    return canonical(PHONE, phone or "")


def _people(repository: Repository) -> Iterator[Participant]:
    for conversation in stored_conversations(repository):
        yield from conversation.participants


def stored_conversations(repository: Repository) -> Iterator[Conversation]:
    """Yield every conversation as it was read, also those that wait in quarantine."""
    yield from repository.scan(CONVERSATIONS_RAW)
    yield from (row.conversation for row in repository.scan(QUARANTINE) if row.conversation)

"""What names other people in records that are erased, kept by keyed digests so that they can be forgotten, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from talktrack.core.conversation import Participant
from talktrack.core.ids import stable_id
from talktrack.core.ports import Repository
from talktrack.core.records import Link
from talktrack.core.suppression import EMAIL, Digests, plain_email
from talktrack.core.tables import LINKS
from talktrack.core.tokens import Pseudonyms, token
from talktrack.operations.forget.request import FULL_NAME
from talktrack.operations.forget.subject import Subject, stored_conversations


class Key(Digests, Pseudonyms, Protocol):
    """What a tenant's key is asked for; `systems.keys.TenantKey` is one."""


def linked(digest: str, repository: Repository) -> dict[str, str]:
    """Return the tokens that erased records linked to an address of this digest, by row id."""
    return {row.id: row.token for row in repository.scan(LINKS) if row.address == digest}


def lost_links(subject: Subject, erased: Iterable[str], key: Key, repository: Repository) -> Iterator[Link]:
    """Yield what the raw records with these ids link to the addresses of people other than the subject."""
    leaving = frozenset(erased)
    for conversation in stored_conversations(repository):
        if conversation.id in leaving:
            for person in conversation.participants:
                if person.email and plain_email(person.email) != subject.email:
                    yield from _links(person, key.digest(EMAIL, plain_email(person.email)), key)


def _links(person: Participant, address: str, key: Key) -> Iterator[Link]:
    named = {("PERSON", name) for name in (person.name, person.label) if name and len(name.split()) >= FULL_NAME}
    called = {("PHONE_NUMBER", person.phone)} if person.phone else set()
    for kind, value in sorted(named | called):
        naming = token(key, kind, value)
        yield Link(id=stable_id("l", address, naming), address=address, token=naming)

"""Carrying a plan out, in an order that a killed run can be repeated: what tells who it is leaves last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from talktrack.core.ports import BlobStore, Repository
from talktrack.core.records import Forgotten, SourceRecord
from talktrack.core.suppression import CONVERSATION, EMAIL, NAMING, USER, Digests, named_no_more
from talktrack.core.tables import (
    ANALYSES,
    CONTACTS,
    CONVERSATIONS,
    CONVERSATIONS_RAW,
    DEALS,
    EXAMPLES,
    FEEDBACK,
    FORGOTTEN,
    INFERENCES,
    MEETINGS,
    QUARANTINE,
    SCORES,
    SOURCES,
    TABLES,
    Table,
)
from talktrack.operations.forget.finding import Found, without_contact, without_guest
from talktrack.operations.forget.subject import Subject

DERIVED: tuple[Table[Any], ...] = (EXAMPLES, SCORES, FEEDBACK, INFERENCES, ANALYSES, CONVERSATIONS)
TELLING: tuple[Table[Any], ...] = (QUARANTINE, CONVERSATIONS_RAW, CONTACTS)


def to_keep_away(subject: Subject, tokens: Iterable[str], found: Found) -> list[tuple[str, str]]:
    """Return who and what must not come back, as kinds and values."""
    known = [(EMAIL, subject.email), *((USER, user) for user in sorted(subject.users))]
    known += [(NAMING, token) for token in sorted(tokens)]
    return known + [(CONVERSATION, identity) for identity in sorted(found.conversations)]


def suppress(known: Iterable[tuple[str, str]], digests: Digests, repository: Repository, at: datetime) -> None:
    """Note it by keyed digests."""
    rows = (Forgotten(id=digests.digest(kind, value), kind=kind, at=at) for kind, value in known)
    repository.publish(FORGOTTEN, rows)


def erase(subject: Subject, tokens: frozenset[str], found: Found, repository: Repository) -> None:
    """Remove and rewrite rows: first what was derived, then what it was derived from, then who it is about."""
    for table in DERIVED:
        repository.delete(table, found.rows[table.name])
    spoken_of = list(repository.scan(CONVERSATIONS, where={"id": found.rewritten})) if found.rewritten else []
    repository.publish(CONVERSATIONS, [named_no_more(row, tokens.__contains__) for row in spoken_of])
    meetings = list(repository.scan(MEETINGS, where={"id": found.rows[MEETINGS.name]}))
    repository.publish(MEETINGS, [without_guest(row, subject) for row in meetings])
    deals = list(repository.scan(DEALS, where={"id": found.rows[DEALS.name]}))
    repository.publish(DEALS, [without_contact(row, subject) for row in deals])
    repository.publish(SOURCES, list(_unnamed(repository.scan(SOURCES), subject, set(found.sources))))
    for table in TELLING:
        repository.delete(table, found.rows[table.name])


def purge(repository: Repository) -> None:
    """Remove older versions of every table, also when nothing was found: a killed run may have come no further."""
    for table in TABLES:
        repository.purge(table)


def emptied(stores: Iterable[BlobStore]) -> int:
    """Delete every object of these stores and return how many there were."""
    count = 0
    for store in stores:
        for blob in list(store.list()):
            store.delete(blob.path)
            count += 1
    return count


def _unnamed(ledger: Iterable[SourceRecord], subject: Subject, sources: set[str]) -> Iterable[SourceRecord]:
    """Yield the ledger rows of these sources without the names of their files; they stay handled."""
    for row in ledger:
        if subject.is_mentioned(row.uris) or sources.intersection(row.uris):
            yield msgspec.structs.replace(row, uris=[])

"""The story of forget: gather who is meant, find what is theirs, note that it stays away, erase, purge, look again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from talktrack.core.ids import stable_id
from talktrack.core.ports import BlobStore, Registry, Repository, VectorStore
from talktrack.core.suppression import EMAIL
from talktrack.core.tables import CONVERSATIONS_RAW, EXAMPLES, LINKS, QUARANTINE
from talktrack.operations.forget.erasure import emptied, erase, purge, suppress, to_keep_away
from talktrack.operations.forget.finding import Found, find
from talktrack.operations.forget.links import Key, linked, lost_links
from talktrack.operations.forget.receipt import Receipt, trained_on, training_sets, tuned_on
from talktrack.operations.forget.request import Request
from talktrack.operations.forget.subject import Subject, subject_of

GOLDEN = "golden"


@dataclass(frozen=True)
class Place:
    """Everything that may hold something; `folders` hold artifacts and are emptied whole.

    `discarded` counts the caches and runs that the caller removed already. `encoders` and `heads` are those that were
    trained for the tenant, with the version of the conversations that they learnt from.
    """

    key: Key
    repository: Repository
    vectors: VectorStore
    registry: Registry
    receipts: BlobStore
    folders: Sequence[BlobStore] = ()
    encoders: Mapping[str, str] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)
    discarded: int = 0


@dataclass(frozen=True)
class Plan:
    """What will leave, which can be printed before; `found.sources` are files that are not ours to delete."""

    subject: Subject
    tokens: frozenset[str]
    links: list[str]
    found: Found
    releases: list[str]
    encoders: list[str]
    heads: list[str]


def plan(request: Request, place: Place) -> Plan:
    """Find everything, change nothing."""
    subject = subject_of(request, place.repository)
    links = linked(place.key.digest(EMAIL, subject.email), place.repository)
    tokens = subject.tokens(place.key) | frozenset(links.values())
    found = find(subject, tokens, place.repository)
    releases = trained_on(found, place.repository, place.registry)
    encoders = tuned_on(found, place.repository, place.encoders)
    heads = tuned_on(found, place.repository, place.heads)
    return Plan(subject, tokens, sorted(links), found, releases, encoders, heads)


def run(request: Request, decided: Plan, place: Place) -> Receipt:
    """Carry a plan out and return its receipt, which is kept; twice is the same as once."""
    subject, found = decided.subject, decided.found
    golden = _golden(found, place.repository)
    away = to_keep_away(subject, decided.tokens, found)
    suppress(away, place.key, place.repository, request.at)
    leaving = [*found.rows[CONVERSATIONS_RAW.name], *found.rows[QUARANTINE.name]]
    place.repository.publish(LINKS, list(lost_links(subject, leaving, place.key, place.repository)))
    chunks = place.vectors.forget(sorted(found.conversations), sorted(decided.tokens))
    erase(subject, decided.tokens, found, place.repository)
    place.repository.delete(LINKS, decided.links)
    purge(place.repository)
    digest = place.key.digest(EMAIL, subject.email)
    receipt = Receipt(
        id=stable_id("f", request.tenant, digest, request.at.isoformat()),
        tenant=request.tenant,
        subject=digest,
        by=request.by,
        why=request.why,
        at=request.at,
        removed=found.counts(),
        golden_rows=golden,
        chunks=chunks,
        artifacts=place.discarded + emptied(place.folders),
        training_sets=training_sets(place.registry),
        releases=decided.releases,
        champion_is_among_them=place.registry.pointer().champion in decided.releases,
        encoders=decided.encoders,
        heads=decided.heads,
        left=find(subject, decided.tokens, place.repository).counts(),
    )
    place.receipts.write(f"{receipt.id}.json", msgspec.json.format(msgspec.json.encode(receipt)))
    return receipt


def _golden(found: Found, repository: Repository) -> int:
    gone = set(found.rows[EXAMPLES.name])
    return sum(row.split == GOLDEN and row.id in gone for row in repository.scan(EXAMPLES))

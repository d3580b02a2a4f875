"""Which conversations are records of one call: the same words, at times that do not contradict each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from talktrack.core.conversation import Conversation
from talktrack.ingestion.events.sketch import resemblance, sketch

SPOKEN = frozenset({"call", "meeting"})


@dataclass(frozen=True)
class Limits:
    """How alike two records must be; tuned on the first phrase book with simulated mishearing.

    `apart_s` is how far two sources may disagree about the start: clocks, waiting rooms, late recordings. Where a start
    is unknown the words alone must say it (`undated_resemblance`), since scripted calls are alike too.
    """

    resemblance: float = 0.2
    undated_resemblance: float = 0.3
    apart_s: float = 1_800.0
    shared_hashes: int = 4


@dataclass(frozen=True)
class Record:
    """What is needed of a conversation to find its other records; `sources` are those of all records merged into it."""

    id: str
    sources: frozenset[str]
    started_at: datetime | None
    hashes: tuple[int, ...]


def record_of(conversation: Conversation) -> Record:
    """Return the record of a spoken conversation."""
    sources = frozenset({conversation.source, *(entry.reader for entry in conversation.provenance)})
    return Record(conversation.id, sources, conversation.started_at, sketch(conversation.turns))


def groups(records: Iterable[Record], limits: Limits) -> list[list[str]]:
    """Return the ids of conversations that are records of one call, groups of two or more, each sorted.

    A source delivers a call once, so two records of one source are two calls however alike they are.
    """
    known = list(records)
    leader = {record.id: record.id for record in known}
    members = {record.id: [record] for record in known}
    for first, second in _alike(known, limits):
        one, other = leader[first.id], leader[second.id]
        if one != other and _compatible(members[one] + members[other], limits):
            members[one] += members.pop(other)
            leader |= {record.id: one for record in members[one]}
    return sorted(sorted(record.id for record in group) for group in members.values() if len(group) > 1)


def _alike(records: Sequence[Record], limits: Limits) -> Iterator[tuple[Record, Record]]:
    """Yield pairs with enough in common, the most alike first, so that chance never takes a record's place."""
    found = []
    for one, other in _candidates(records, limits.shared_hashes):
        first, second = records[one], records[other]
        score = resemblance(first.hashes, second.hashes)
        if score >= _least(first, second, limits) and _together(first, second, limits):
            found.append((-score, first.id, second.id, first, second))
    for *_, first, second in sorted(found, key=lambda pair: pair[:3]):
        yield first, second


def _candidates(records: Sequence[Record], shared: int) -> Iterator[tuple[int, int]]:
    """Yield index pairs that share hashes, found through the hashes: no pair without any is ever looked at."""
    holders: dict[int, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        met = Counter(earlier for value in record.hashes for earlier in holders[value])
        yield from ((earlier, index) for earlier, count in met.items() if count >= shared)
        for value in record.hashes:
            holders[value].append(index)


def _together(first: Record, second: Record, limits: Limits) -> bool:
    if first.started_at is None or second.started_at is None:
        return True
    return abs((first.started_at - second.started_at).total_seconds()) <= limits.apart_s


def _least(first: Record, second: Record, limits: Limits) -> float:
    dated = first.started_at is not None and second.started_at is not None
    return limits.resemblance if dated else limits.undated_resemblance


def _compatible(group: Sequence[Record], limits: Limits) -> bool:
    """Tell whether all can be one call: every source once, and no two starts too far apart, also through a third."""
    sources = [source for record in group for source in record.sources]
    starts = [record.started_at for record in group if record.started_at is not None]
    apart_s = (max(starts) - min(starts)).total_seconds() if starts else 0.0
    return len(set(sources)) == len(sources) and apart_s <= limits.apart_s

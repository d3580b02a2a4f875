"""How a collection differs between regions, and what makes them equal again: values and decisions, no effects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import pyarrow as pa

from talktrack.core.ports import LiveIndex

Digests = Mapping[str, bytes]
SHOWN = 3


@dataclass(frozen=True)
class Difference:
    """What a region has otherwise than the source, as conversations in order.

    `alias` is what the region's alias should point at and does not, or None. Until it does, `surplus` is not known: a
    store lists only its live collection.
    """

    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    alias: LiveIndex | None = None

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self.missing or self.surplus or self.different or self.alias)


@dataclass(frozen=True)
class Divergence:
    """How each region compares with the source; `unreachable` ones could not be compared."""

    collection: str
    source: str
    regions: Mapping[str, Difference] = field(default_factory=dict)
    unreachable: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """Say whether every region was compared and equals the source."""
        return not self.unreachable and not any(self.regions.values())


@dataclass(frozen=True)
class Copy:
    """Write conversations of the source into a region, in place of what it has of them."""

    region: str
    conversations: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.region}: copy {_counted(self.conversations)}"


@dataclass(frozen=True)
class Switch:
    """Point a region's alias at what the source's points at."""

    region: str
    live: LiveIndex

    def __str__(self) -> str:
        return f"{self.region}: switch the alias to {self.live.collection}"


@dataclass(frozen=True)
class Remove:
    """Take conversations that the source does not have out of a region's live collection."""

    region: str
    conversations: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.region}: remove {_counted(self.conversations)}"


Step = Copy | Switch | Remove


@dataclass(frozen=True)
class Repair:
    """What makes all regions equal their source, in order; prints as one line a step."""

    collection: str
    source: str
    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        lines = [f"make {self.collection} equal {self.source}:", *(f"  {step}" for step in self.steps)]
        return "\n".join(lines) if self.steps else f"{self.collection}: nothing to repair"


def planned(divergence: Divergence) -> Repair:
    """Decide what to do: a region's alias moves when it has all that it should find, and surplus leaves after that."""
    steps = tuple(step for region, difference in divergence.regions.items() for step in _steps(region, difference))
    return Repair(divergence.collection, divergence.source, steps)


def _steps(region: str, difference: Difference) -> Iterator[Step]:
    wanted = tuple(sorted({*difference.missing, *difference.different}))
    if wanted:
        yield Copy(region, wanted)
    if difference.alias:
        yield Switch(region, difference.alias)
    if difference.surplus:
        yield Remove(region, difference.surplus)


def compared(source: Digests, other: Digests) -> Difference:
    """Return how conversations differ, by their digests."""
    return Difference(
        missing=tuple(sorted(source.keys() - other.keys())),
        surplus=tuple(sorted(other.keys() - source.keys())),
        different=tuple(sorted(key for key in source.keys() & other.keys() if source[key] != other[key])),
    )


def joined(first: Difference, second: Difference) -> Difference:
    """Return the differences of two sets of conversations as one."""
    return Difference(
        first.missing + second.missing,
        first.surplus + second.surplus,
        first.different + second.different,
        first.alias or second.alias,
    )


def digests_of(rows: pa.Table) -> dict[str, bytes]:
    """Return a digest of each conversation: its chunks with all they hold, in whatever order a store gives them.

    An absent value and a column that is not there are the same.
    """
    hashes: dict[str, hashlib._Hash] = {}
    for row in rows.sort_by("id").to_pylist():
        held = {name: row[name] for name in sorted(row) if row[name] is not None}
        found = hashes.setdefault(row["conversation_id"], hashlib.sha256())
        found.update(msgspec.json.encode(held) + b"\n")
    return {conversation: found.digest() for conversation, found in hashes.items()}


def _counted(conversations: Sequence[str]) -> str:
    further = ", ..." if len(conversations) > SHOWN else ""
    return f"{len(conversations)} conversations ({', '.join(conversations[:SHOWN])}{further})"

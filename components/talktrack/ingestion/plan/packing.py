"""Spreads bundles over shards: loop iterations of minutes, never more than a loop may have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from talktrack.core.records import Bundle

MAX_SHARDS = 256
REFERENCE = "reference"
ANY = "any"


def pack(bundles: Sequence[Bundle], shard_size: int) -> list[Bundle]:
    """Return the bundles with shard numbers, at most `shard_size` a shard unless that would need too many shards.

    Bundles are dealt in turn after sorting by kind, so that every shard gets its share of the slow kinds.
    Reference bundles are read by one task before the loops; their shard number means nothing.
    """
    dealt = sorted((b for b in bundles if b.kind != REFERENCE), key=lambda b: (b.kind, b.uris))
    shards = min(MAX_SHARDS, -(-len(dealt) // max(1, shard_size)))
    reference = sorted((b for b in bundles if b.kind == REFERENCE), key=lambda b: b.uris)
    return reference + [msgspec.structs.replace(b, shard=i % shards) for i, b in enumerate(dealt)]


def shard_numbers(bundles: Iterable[Bundle], kind: str) -> list[int]:
    """Return the sorted shards that hold bundles of a kind; ``any`` means all that loops work on, at least [0]."""
    chosen = {b.shard for b in bundles if b.kind == kind or (kind == ANY and b.kind != REFERENCE)}
    return sorted(chosen) or ([0] if kind == ANY else [])

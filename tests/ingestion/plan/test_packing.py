"""Shards: none too large, never too many, every bundle in exactly one."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.records import Bundle
from talktrack.ingestion.plan.packing import MAX_SHARDS, pack, shard_numbers


def bundles(**kinds: int) -> list[Bundle]:
    """Return as many bundles of each kind as asked for."""
    return [
        Bundle(id=f"{kind}{index}", shard=0, kind=kind, uris=[f"{kind}/{index}"], digest=f"{kind}{index}")
        for kind, count in kinds.items()
        for index in range(count)
    ]


@given(st.integers(0, 900), st.integers(1, 400))
def test_every_bundle_is_in_one_shard_of_the_asked_size(count: int, shard_size: int) -> None:
    """Sizes are even, and only the limit on the number of shards makes them larger."""
    packed = pack(bundles(transcript=count), shard_size)
    sizes = Counter(bundle.shard for bundle in packed).values()

    assert sum(sizes) == count
    assert max(sizes, default=0) <= max(shard_size, -(-count // MAX_SHARDS))
    assert len(sizes) <= MAX_SHARDS
    assert max(sizes, default=0) - min(sizes, default=0) <= 1


def test_every_shard_gets_its_share_of_the_slow_kind() -> None:
    """Recordings are spread, not piled into one shard."""
    packed = pack(bundles(audio=4, transcript=4), 2)
    audio = Counter(bundle.shard for bundle in packed if bundle.kind == "audio")

    assert audio == {0: 1, 1: 1, 2: 1, 3: 1}


def test_loops_visit_the_shards_of_their_kind() -> None:
    """Reference bundles are no loop's work."""
    packed = pack(bundles(audio=1, transcript=2, reference=1), 1)

    assert tuple(shard_numbers(packed, kind) for kind in ("audio", "any", "transcript")) == ([0], [0, 1, 2], [1, 2])


def test_the_main_loop_is_never_empty() -> None:
    """A loop over nothing breaks the collection of its results; a media loop without media may be skipped."""
    assert (shard_numbers([], "any"), shard_numbers([], "audio")) == ([0], [])

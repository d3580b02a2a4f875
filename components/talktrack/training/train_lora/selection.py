"""Which examples a run trains on when there are more than it may use; memory holds only those it keeps."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from talktrack.core.ids import stable_id
from talktrack.core.records import Example

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def newest(rows: Iterable[Example], limit: int) -> list[Example]:
    """Return the newest rows, in an order that does not depend on theirs; undated ones are the oldest."""
    return heapq.nlargest(limit, rows, key=lambda row: (row.at or LONG_AGO, row.id))


def with_replay(rows: Callable[[], Iterable[Example]], limit: int, share: float, seed: int) -> list[Example]:
    """Return the newest rows and, for a share of the limit, a random choice of older ones, against forgetting.

    `rows` is read twice. With no more rows than the limit, all of them come back.
    """
    fresh = newest(rows(), limit - round(limit * share))
    taken = {row.id for row in fresh}
    return fresh + sample((row for row in rows() if row.id not in taken), limit - len(fresh), seed)


def sample(rows: Iterable[Example], limit: int, seed: int) -> list[Example]:
    """Return a random choice of rows that depends on the seed and their ids alone."""
    return heapq.nsmallest(limit, rows, key=lambda row: stable_id("sample", seed, row.id))

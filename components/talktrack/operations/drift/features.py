"""What is watched: numbers and categories of conversations, collected from one window without growing with the data."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from talktrack.core.conversation import Conversation
from talktrack.core.records import Analysis, Chunk
from talktrack.operations.drift.distances import Floats

ROWS = 5000
ABSENT = "(none)"
WHOLE = "conversation"

STATISTICS = (
    "turns",
    "words",
    "talk_ratio",
    "longest_monologue_s",
    "longest_customer_story_s",
    "interactivity_per_min",
    "patience_s",
    "question_rate_per_h",
    "seller_questions",
    "prospect_questions",
)


@dataclass(frozen=True)
class Window:
    """A span of time, [since, until]."""

    since: datetime
    until: datetime

    def holds(self, moment: datetime | None) -> bool:
        """Return whether a conversation of this time belongs here; undated ones never do."""
        return moment is not None and self.since <= moment <= self.until


@dataclass(frozen=True)
class Columns:
    """The sampled conversations of one window, column by column; NaN stands for a missing number.

    `groups` says which account (or deal) each conversation belongs to; one without any is a group of its own.
    `vectors` has one row per conversation that has an embedding, `vector_groups` their groups; None without any.
    `undated` conversations of the whole stream could belong to no window.
    """

    ids: list[str]
    groups: list[str]
    numbers: Mapping[str, Floats]
    categories: Mapping[str, list[str]]
    vectors: Floats | None = None
    vector_groups: list[str] = field(default_factory=list)
    undated: int = 0


@dataclass
class Row:
    """One sampled conversation; a number that is not there is missing."""

    group: str
    numbers: dict[str, float]
    categories: dict[str, str]
    vector: npt.NDArray[np.float32] | None = None


class Sample(NamedTuple):
    """The rows by conversation id, and how many conversations of the whole stream had no date."""

    rows: dict[str, Row]
    undated: int


def sample(conversations: Iterable[Conversation], window: Window, rows: int = ROWS) -> Sample:
    """Return at most `rows` conversations of a window, chosen by a hash of their id.

    Any order of arrival gives the same sample, and a conversation's place in it says nothing about its content.
    """
    chosen: list[tuple[int, str, Row]] = []
    undated = 0
    for conversation in conversations:
        undated += conversation.started_at is None
        if not window.holds(conversation.started_at):
            continue
        entry = (-rank(conversation.id), conversation.id, _row(conversation))
        if len(chosen) < rows:
            heapq.heappush(chosen, entry)
        elif entry[0] > chosen[0][0]:
            heapq.heapreplace(chosen, entry)
    return Sample({name: row for _, name, row in sorted(chosen, key=lambda entry: -entry[0])}, undated)


def collect(
    conversations: Iterable[Conversation], analyses: Iterable[Analysis], chunks: Iterable[Chunk], window: Window
) -> Columns:
    """Read three streams once and return the window's columns."""
    rows, undated = sample(conversations, window)
    for analysis in analyses if rows else ():
        if analysis.conversation_id in rows:
            rows[analysis.conversation_id].numbers |= _statistics(analysis)
    for chunk in chunks if rows else ():
        if chunk.level == WHOLE and chunk.conversation_id in rows and chunk.embedding:
            rows[chunk.conversation_id].vector = np.array(chunk.embedding, dtype=np.float32)
    return replace(_columns(rows), undated=undated)


def rank(name: str) -> int:
    """Return a pseudo-random number that belongs to a name, the same in every run."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")


def _row(conversation: Conversation) -> Row:
    deal = conversation.deal
    numbers = {"participants": float(len(conversation.participants))}
    if conversation.duration_s is not None:
        numbers["duration_s"] = conversation.duration_s
    categories = {
        "source": conversation.source,
        "channel": conversation.channel,
        "language": conversation.language or ABSENT,
        "stage": deal.stage if deal else ABSENT,
        "industry": (deal.industry if deal else None) or ABSENT,
    }
    return Row(conversation.account_id or conversation.deal_id or conversation.id, numbers, categories)


def _statistics(analysis: Analysis) -> dict[str, float]:
    found = {name: getattr(analysis, name) for name in STATISTICS}
    return {name: float(value) for name, value in found.items() if value is not None}


def _columns(rows: Mapping[str, Row]) -> Columns:
    names = ("duration_s", "participants", *STATISTICS)
    numbers = {name: np.array([row.numbers.get(name, np.nan) for row in rows.values()]) for name in names}
    kinds = ("source", "channel", "language", "stage", "industry")
    categories = {kind: [row.categories[kind] for row in rows.values()] for kind in kinds}
    groups = [row.group for row in rows.values()]
    vectors = [row.vector for row in rows.values() if row.vector is not None]
    embedded = np.array(vectors, dtype=np.float64) if vectors else None
    vector_groups = [row.group for row in rows.values() if row.vector is not None]
    return Columns(list(rows), groups, numbers, categories, embedded, vector_groups)

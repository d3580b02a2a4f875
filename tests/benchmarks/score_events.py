"""Scores of events: are records of one call found, and are two calls ever taken for one?

Every second call of an organisation gets one or two more records, in which a recogniser hears every eighth word wrongly
and loses some; clocks disagree by minutes and some sources name no time. Run
``python -m tests.benchmarks.score_events third``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from random import Random

import msgspec

from talktrack.core.conversation import Conversation, Turn
from talktrack.ingestion.events.matching import Limits, Record, groups, record_of
from talktrack.world.conversations import generate
from talktrack.world.organisation import Organisation

OTHERS = ("fireflies", "audio")
MISHEARD, LOST, UNTIMED = 0.125, 0.03, 0.3
MINUTES_APART = 8.0
Row = dict[str, object]


def score(book: str, conversations: int = 400, seed: int = 23) -> list[Row]:
    """Return precision and recall over pairs of records."""
    organisation = Organisation(seed=seed, tenant="acme", book=book, conversations=conversations, turns=40)
    records, truth = _records(organisation, Random(seed))
    found = {pair for group in groups(records, Limits()) for pair in combinations(group, 2)}
    command = f"python -m tests.benchmarks.score_events {book} {conversations} {seed}"
    measures = (
        ("pairs of records of one call: precision", len(found & truth) / max(1, len(found)), ">= 0.999"),
        ("pairs of records of one call: recall", len(found & truth) / max(1, len(truth)), ">= 0.95"),
    )
    return [
        {"step": "events", "what": what, "value": round(value, 4), "target": target, "command": command}
        for what, value, target in measures
    ]


def _records(organisation: Organisation, draw: Random) -> tuple[list[Record], set[tuple[str, str]]]:
    records: list[Record] = []
    truth: set[tuple[str, str]] = set()
    for index, held in enumerate(generate(organisation)):
        first = held.recording.conversation()
        vocabulary = [word for turn in first.turns for word in turn.text.split()] or ["yes"]
        group = [first] + [
            _again(first, source, vocabulary, draw) for source in OTHERS[: index % 2 * draw.randint(1, 2)]
        ]
        records += map(record_of, group)
        truth |= set(combinations(sorted(one.id for one in group), 2))
    return records, truth


def _again(first: Conversation, source: str, vocabulary: list[str], draw: Random) -> Conversation:
    """Return the same call as another source hears it."""
    apart = timedelta(minutes=draw.uniform(-MINUTES_APART, MINUTES_APART))
    timed = first.started_at is not None and draw.random() >= UNTIMED
    return msgspec.structs.replace(
        first,
        id=f"{first.id}-{source}",
        source=source,
        started_at=first.started_at + apart if first.started_at and timed else None,
        turns=[Turn(speaker_id="s1", text=" ".join(_heard(turn.text, vocabulary, draw))) for turn in first.turns],
    )


def _heard(text: str, vocabulary: list[str], draw: Random) -> Iterator[str]:
    for word in text.split():
        chance = draw.random()
        if chance >= LOST:
            yield draw.choice(vocabulary) if chance < LOST + MISHEARD else word


if __name__ == "__main__":
    for row in score(sys.argv[1] if len(sys.argv) > 1 else "first", *map(int, sys.argv[2:])):
        print(row)

"""Pair of ``make bench`` for the quality gate: one validation of a hundred conversations against a hundred."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import chain, islice

from talktrack.core.conversation import Conversation
from talktrack.engines.expectations import open_expectations
from talktrack.ingestion.quality_gate.measures import columns, measure
from talktrack.ingestion.quality_gate.suite import suite
from talktrack.ingestion.quality_gate.thresholds import Thresholds
from talktrack.world.conversations import generate
from talktrack.world.off_topic import off_topic
from talktrack.world.organisation import Organisation
from tests.benchmarks.pair import Pair, Row, measured

CONVERSATIONS = 100
OFF_TOPIC = 10
TIMED_EACH = 10
TARGET = 0.12
NOW = datetime(2026, 1, 1, tzinfo=UTC)

Failures = dict[str, list[str]]


def a_validation_per_shard() -> Pair:
    """Measure a hundred conversations and judge them, all at once and one by one, with the same suite and context.

    All verdicts are compared; a validation each takes so long that only the first `TIMED_EACH` of them are timed.
    """
    calls = (call.conversation() for call in generate(Organisation(seed=3, tenant="acme", conversations=200)))
    conversations = list(islice(chain(off_topic("development", OFF_TOPIC), calls), CONVERSATIONS))
    expectations, checks = open_expectations(), suite(Thresholds())

    def judged(some: Sequence[Conversation]) -> Failures:
        rows = columns([measure(one, NOW, Thresholds().required) for one in some])
        return dict(expectations.validate(rows, checks).failures)

    def ours() -> Failures:
        return judged(conversations)

    def each(some: Sequence[Conversation]) -> Failures:
        found: Failures = {}
        for one in some:
            found |= judged([one])
        return found

    def check() -> None:
        assert ours() == each(conversations)
        assert sum("off_topic" in reasons for reasons in ours().values()) == OFF_TOPIC

    what = f"{CONVERSATIONS} conversations through the gate"
    timed = conversations[:TIMED_EACH]
    return Pair("quality_gate", what, "a validation each", TARGET, ours, lambda: each(timed), check)


PAIRS: Sequence[Callable[[], Pair]] = (a_validation_per_shard,)


def rows() -> list[Row]:
    """Return every pair's row; the peer is timed on `TIMED_EACH` conversations, so a tenth of the ratio counts."""
    return [_scaled(measured(make())) for make in PAIRS]


def _scaled(row: Row) -> Row:
    scale = TIMED_EACH / CONVERSATIONS
    return row | {name: round(float(str(row[name])) * scale, 4) for name in ("value", "low", "high")}

"""What is read from conversations, and which of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from talktrack.core.conversation import Conversation, DealContext
from talktrack.core.records import Analysis, Chunk
from talktrack.operations.drift.features import Window, collect, sample

START = datetime(2026, 1, 1, tzinfo=UTC)
WINDOW = Window(START, START + timedelta(days=7))


def conversation(name: str, day: int | None = 1, source: str = "zoom", deal: DealContext | None = None) -> Conversation:
    """A conversation on one day of January."""
    when = None if day is None else START + timedelta(days=day - 1)
    return Conversation(
        id=name, tenant="acme", event_id=name, source=source, channel="call", started_at=when, deal=deal
    )


def chunk(name: str, level: str, vector: list[float]) -> Chunk:
    """A chunk of a conversation."""
    return Chunk(
        id=f"{name}-{level}",
        tenant="acme",
        conversation_id=name,
        level=level,
        position=0,
        turn_start=0,
        turn_end=1,
        text="",
        speaker_role="seller",
        channel="call",
        embedding=vector,
    )


def test_only_dated_conversations_of_the_window_take_part() -> None:
    """Both ends belong to the window; undated ones to none."""
    found = sample([conversation(str(day), day) for day in (-1, 1, 8, 9)] + [conversation("undated", None)], WINDOW)

    assert set(found.rows) == {"1", "8"}
    assert found.undated == 1


def test_a_sample_is_bounded_and_does_not_depend_on_order() -> None:
    """The same ten of a hundred, forwards and backwards."""
    many = [conversation(f"c-{n}") for n in range(100)]
    forwards, backwards = sample(many, WINDOW, rows=10).rows, sample(reversed(many), WINDOW, rows=10).rows

    assert len(forwards) == 10
    assert list(forwards) == list(backwards)


def test_statistics_and_deal_context_become_columns() -> None:
    """A missing statistic is NaN, a missing deal is "(none)"."""
    deal = DealContext(stage="discovery", industry="retail")
    analyses = [Analysis(conversation_id="a", tenant="acme", turns=4, words=20, talk_ratio=0.5)]
    columns = collect([conversation("a", deal=deal), conversation("b")], analyses, [], WINDOW)
    by_id = dict(
        zip(columns.ids, zip(columns.numbers["talk_ratio"], columns.categories["stage"], strict=True), strict=True)
    )

    assert by_id["a"] == (0.5, "discovery")
    assert np.isnan(by_id["b"][0])
    assert by_id["b"][1] == "(none)"


def test_one_vector_per_conversation_takes_part() -> None:
    """Only the chunk of the whole conversation."""
    chunks = [
        chunk("a", "turn", [0.0, 1.0]),
        chunk("a", "conversation", [1.0, 0.0]),
        chunk("x", "conversation", [9.0, 9.0]),
    ]
    columns = collect([conversation("a"), conversation("b")], [], chunks, WINDOW)

    assert columns.vectors is not None
    assert columns.vectors.tolist() == [[1.0, 0.0]]

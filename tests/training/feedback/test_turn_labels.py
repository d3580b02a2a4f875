"""What an expert heard in single turns, as files bring it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import islice

import msgspec
import pytest

from talktrack.core.records import FeedbackEvent
from talktrack.training.feedback.event_file import read
from talktrack.world.conversations import generate
from talktrack.world.feedback import events
from talktrack.world.organisation import Organisation

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BASE = {"id": "f1", "conversation_id": "c1", "expert": "e1", "at": "2026-02-01T10:00:00Z"}


def found(*rows: dict[str, object]) -> list[tuple[str, int | None, str | None] | str]:
    """Return id, turn and label of each event, or why a row is none."""
    data = "\n".join(json.dumps(BASE | row) for row in rows).encode()
    lines = [line.event or line.reason for line in read(data, "acme", NOW)]
    return [one if isinstance(one, str) else (one.id, one.turn_start, one.text) for one in lines]


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "turn_label", "turn_start": 4, "text": "question:problem_awareness"},
        {"kind": "Turn label", "turn": "4", "text": "Question: Problem awareness"},
        {"turn": 4, "label": "question:problem-awareness"},
        {"turn": 4, "turn_label": "question:problem_awareness"},
        {"turn_index": 4.0, "question_class": "Problem Awareness"},
    ],
)
def test_forms_of_a_label(row: dict[str, object]) -> None:
    """One field for both parts, or a column for the kind."""
    assert found(row) == [("f1", 4, "question:problem_awareness")]


def test_a_row_with_a_column_for_each_kind() -> None:
    """Every column is a label of its own; an empty one is none."""
    row = {"turn": 2, "question_class": "none", "objection": "", "technique": "mirroring"}

    assert found(row) == [("f1/question_class", 2, "question:none"), ("f1/technique", 2, "technique:mirroring")]


def test_a_table_of_labels() -> None:
    """As a spreadsheet exports it."""
    table = (
        "conversation_id;expert;turn;objection;technique;date\nc1;e1;3;price;;2026-02-01\nc1;e1;4;;clarify;2026-02-01\n"
    )
    lines = [line.event for line in read(table.encode("utf-16"), "acme", NOW)]

    assert [(one.kind, one.turn_start, one.text) for one in lines if one] == [
        ("turn_label", 3, "objection:price"),
        ("turn_label", 4, "technique:clarify"),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"kind": "turn_label", "turn": 4, "text": "question:rude"}, "unknown_label"),
        ({"kind": "turn_label", "turn": 4, "text": "mood:good"}, "unknown_label"),
        ({"kind": "turn_label", "turn": 4}, "missing_text"),
        ({"technique": "mirroring"}, "unknown_label"),
        ({"technique": "mirroring", "turn": -1}, "wrong_segment"),
        ({"technique": "mirroring", "turn": 1, "conversation_id": ""}, "names_nothing"),
    ],
)
def test_labels_that_say_nothing(row: dict[str, object], reason: str) -> None:
    """A class that does not exist, no class, no turn, no conversation."""
    assert found(row) == [reason]


def test_labels_of_the_world_are_found_again() -> None:
    """As the platform itself writes them."""
    organisation = Organisation(seed=5, tenant="acme", conversations=12, turns=8)
    calls = islice(generate(organisation), 12)
    labels: list[FeedbackEvent] = [
        one for call in calls for one in events(organisation, call.truth) if one.kind == "turn_label"
    ]
    data = b"\n".join(msgspec.json.encode(label) for label in labels)

    assert len(labels) > 20
    assert [line.event for line in read(data, "acme", NOW)] == labels

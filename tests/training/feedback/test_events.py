"""What makes a row an event, and why the others are rejected."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.records import FeedbackEvent
from talktrack.training.feedback.event_file import line_of
from talktrack.training.feedback.events import KINDS
from talktrack.training.feedback.vocabulary import EVENTS, FIELDS, IMPLIED

NOW = datetime(2026, 3, 1, tzinfo=UTC)
AT = datetime(2026, 2, 1, 10, tzinfo=UTC)
GOOD = {"id": "f1", "tenant": "acme", "subject": "c1", "kind": "rating", "at": "2026-02-01T10:00:00Z", "value": 4}


def event(row: dict[str, Any]) -> FeedbackEvent:
    """Return the event of a row."""
    line = line_of(row, "acme", NOW)
    assert line.event is not None, line.reason
    return line.event


def test_a_good_row_is_an_event() -> None:
    """The fields arrive typed."""
    assert event(GOOD) == FeedbackEvent(id="f1", tenant="acme", subject="c1", kind="rating", at=AT, value=4.0)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "applause"}, "unknown_kind"),
        ({"value": 6}, "value_out_of_range"),
        ({"value": 2.5}, "value_out_of_range"),
        ({"value": None}, "value_out_of_range"),
        ({"value": "great"}, "value_out_of_range"),
        ({"value": "inf"}, "value_out_of_range"),
        ({"value": "9" * 600}, "value_out_of_range"),
        ({"kind": "thumbs", "value": 0}, "value_out_of_range"),
        ({"kind": "dwell_s", "value": -1}, "value_out_of_range"),
        ({"kind": "task_alone_s", "value": None}, "value_out_of_range"),
        ({"kind": "session_end", "value": 90_000}, "value_out_of_range"),
        ({"at": "2031-01-01T00:00:00Z"}, "impossible_time"),
        ({"at": "1970-01-01T00:00:00Z"}, "impossible_time"),
        ({"at": 7}, "impossible_time"),
        ({"at": "9" * 50}, "impossible_time"),
        ({"at": "last week"}, "impossible_time"),
        ({"at": None}, "impossible_time"),
        ({"tenant": "umbrella"}, "wrong_tenant"),
        ({"subject": ""}, "names_nothing"),
        ({"subject": "", "user_id": "u"}, "names_nothing"),
        ({"kind": "comment", "value": None, "text": "SchÃ¶n"}, "wrong_encoding"),
        ({"answered_at": "2026-02-01T12:00:00Z"}, "before_its_subject"),
        ({"answered_at": "2026-02-01T10:30:00Z"}, ""),
        ({"retrieved": [["a"]]}, "not_an_event"),
        ({"retrieved": ["a"] * 101}, "text_too_long"),
        ({"table_version": "new"}, "value_out_of_range"),
        ({"subject": "x" * 501}, "text_too_long"),
        ({"kind": "correction", "value": None, "text": " "}, "missing_text"),
        ({"kind": "correction", "value": None, "text": "x" * 50_001}, "text_too_long"),
        ({"kind": "feature", "value": None}, "missing_text"),
        ({"kind": "task", "value": 60}, "assistance_unknown"),
        ({"turn_start": "x"}, "wrong_segment"),
        ({"turn_start": -1}, "wrong_segment"),
        ({"turn_start": 5, "turn_end": 4}, "wrong_segment"),
        ({"text": {"a": 1}}, "not_an_event"),
        ({"kind": "click", "value": None}, ""),
        ({"kind": "session_start", "value": None}, ""),
        ({"kind": "correction", "value": None, "text": "Better so."}, ""),
    ],
)
def test_an_impossible_event_is_rejected_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    """Each broken field has its own reason; some rows are good."""
    assert line_of(GOOD | changes, "acme", NOW).reason == reason


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-02-01T11:00:00+01:00", AT),
        ("2026-02-01 10:00", AT),
        (1769940000, AT),
        ("1769940000000", AT),
        ("2026-02-01", AT.replace(hour=0)),
    ],
)
def test_times(at: object, expected: datetime) -> None:
    """No zone means UTC, as everywhere; numbers count from 1970."""
    assert event(GOOD | {"at": at}).at == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"event": "session_started", "session_id": "s1", "user_id": "u"}, ("session_start", "s1", None, None)),
        ({"event": "session_end", "session_id": "s1", "duration_ms": 90_000}, ("session_end", "s1", 90.0, None)),
        ({"event": "login", "user": "u"}, ("session_start", "u", None, None)),
        (
            {"event": "feature_used", "feature": "search", "session_id": "s1", "seconds": "3"},
            ("feature", "s1", 3.0, "search"),
        ),
        ({"event": "Open Call", "user_id": "u"}, ("feature", "u", None, "open_call")),
        (
            {"event_type": "task_completed", "task": "draft", "duration_s": 300, "assisted": True, "user_id": "u"},
            ("task_assisted_s", "u", 300.0, "draft"),
        ),
        (
            {"task_name": "draft", "task_id": "t1", "seconds": "600", "assisted": "without"},
            ("task_alone_s", "t1", 600.0, "draft"),
        ),
    ],
)
def test_usage(row: dict[str, Any], expected: tuple[object, ...]) -> None:
    """Sessions, features, and tasks with and without the product's help; without a session it is about the user."""
    found = event({"at": GOOD["at"], **row})

    assert (found.kind, found.subject, found.value, found.text) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"event": "meeting_booked"}, ("outcome", 1.0, "meeting_booked")),
        ({"outcome": "Meeting booked"}, ("outcome", 1.0, "meeting_booked")),
        ({"event": "stage_moved"}, ("outcome", 1.0, "stage_moved")),
        ({"event": "stage_moved", "value": 0}, ("outcome", 0.0, "stage_moved")),
        ({"kind": "email_answered"}, ("reply", 1.0, "email_answered")),
        ({"event": "deal_lost", "note": "too dear"}, ("outcome", 0.0, "too dear")),
        ({"outcome": "won"}, ("outcome", 1.0, None)),
        ({"outcome": False}, ("outcome", 0.0, None)),
    ],
)
def test_outcomes(row: dict[str, Any], expected: tuple[object, ...]) -> None:
    """What came of a conversation, and by what name."""
    found = event({"conversation_id": "c1", "timestamp": GOOD["at"], **row})

    assert (found.kind, found.value, found.text) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"thumbs": "up"}, ("thumbs", 1.0, None)),
        ({"thumbs": False}, ("thumbs", -1.0, None)),
        ({"feedback_type": "thumbs_down"}, ("thumbs", -1.0, None)),
        ({"stars": "4"}, ("rating", 4.0, None)),
        ({"expert": "e1", "level": "3", "suggestion": "Ask more."}, ("expert_label", 3.0, "Ask more.")),
        ({"rater": "e1", "skill_level": 3}, ("expert_label", 3.0, None)),
        ({"correction": "Better so.", "response": "So."}, ("correction", None, "Better so.")),
        ({"comment": "Nice."}, ("comment", None, "Nice.")),
    ],
)
def test_judgements(row: dict[str, Any], expected: tuple[object, ...]) -> None:
    """What somebody said of an answer or a conversation, where no field names the kind."""
    found = event({"inference_id": "r1.x", "created_at": GOOD["at"], **row})

    assert (found.subject, (found.kind, found.value, found.text)) == ("r1.x", expected)


def test_a_label_of_a_segment() -> None:
    """Spreadsheets write whole numbers with a point."""
    found = event(GOOD | {"kind": "expert_label", "first_turn": "2.0", "segment_end": 9, "expert_id": "e1"})

    assert (found.turn_start, found.turn_end, found.user_id) == (2, 9, "e1")


def test_a_row_without_an_id_is_the_same_every_time() -> None:
    """So that reading it again adds nothing; another value is another event."""
    row = {name: value for name, value in GOOD.items() if name != "id"}

    assert event(row).id == event(row | {"tenant": None}).id
    assert event(row).id != event(row | {"value": 5}).id


def test_the_vocabulary_leads_to_kinds_and_fields_that_exist() -> None:
    """A typing mistake in a table would silently lose events."""
    assert {kind for kind, _ in EVENTS.values()} <= KINDS | {"task"}
    assert {kind for _, kind in IMPLIED} <= KINDS | {"task"}
    assert {name for name, _ in IMPLIED} <= {other for others in FIELDS.values() for other in others}


@given(
    st.dictionaries(
        st.sampled_from(sorted({other for others in FIELDS.values() for other in others})) | st.text(max_size=5),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=20)
        | st.sampled_from(sorted(EVENTS)),
        max_size=8,
    )
)
def test_any_row_is_an_event_or_has_a_reason(row: dict[str, Any]) -> None:
    """Whatever stands in its fields."""
    line = line_of(row, "acme", NOW)

    assert (line.event is None) == bool(line.reason)

"""What makes a line an event, and why the others are rejected."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from talktrack.training.feedback.events import parse

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GOOD = {"id": "f1", "tenant": "acme", "subject": "c1", "kind": "rating", "at": "2026-02-01T10:00:00Z", "value": 4}


def _reason(**changes: Any) -> str:
    return parse(msgspec.json.encode(GOOD | changes), "acme", NOW).reason


def test_a_good_line_is_an_event() -> None:
    """The fields arrive typed."""
    event = parse(msgspec.json.encode(GOOD), "acme", NOW).event

    assert event is not None
    assert (event.value, event.at) == (4.0, datetime(2026, 2, 1, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "applause"}, "unknown_kind"),
        ({"value": 6}, "value_out_of_range"),
        ({"value": 2.5}, "value_out_of_range"),
        ({"value": None}, "value_out_of_range"),
        ({"kind": "thumbs", "value": 0}, "value_out_of_range"),
        ({"kind": "dwell_s", "value": -1}, "value_out_of_range"),
        ({"at": "2031-01-01T00:00:00Z"}, "impossible_time"),
        ({"at": "1970-01-01T00:00:00Z"}, "impossible_time"),
        ({"at": "2026-02-01T10:00:00"}, "impossible_time"),
        ({"tenant": "umbrella"}, "wrong_tenant"),
        ({"subject": ""}, "names_nothing"),
        ({"kind": "correction", "value": None, "text": " "}, "missing_text"),
        ({"at": 7}, "not_an_event"),
        ({"kind": "click", "value": None}, ""),
        ({"kind": "correction", "value": None, "text": "Better so."}, ""),
    ],
)
def test_an_impossible_event_is_rejected_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    """Each broken field has its own reason; the last two are good."""
    assert _reason(**changes) == reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (msgspec.json.encode(GOOD | {"text": "café"}).decode().encode("latin-1"), "wrong_encoding"),
        (b'{"id": "f1", ', "not_an_event"),
        (b"[]", "not_an_event"),
    ],
)
def test_bytes_that_are_no_event_are_rejected(line: bytes, reason: str) -> None:
    """Another encoding is told from broken JSON."""
    assert parse(line, "acme", NOW).reason == reason

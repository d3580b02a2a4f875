"""Files of events: JSON in several wrappings and CSV, each row its own risk."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from talktrack.core.errors import SourceUnreadableError
from talktrack.training.feedback.event_file import read

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GOOD = {"id": "f1", "subject": "c1", "kind": "rating", "at": "2026-02-01T10:00:00Z", "value": 4}
TABLE = "id,subject,kind,at,value\nf1,c1,rating,2026-02-01T10:00:00Z,4\n"


def outcomes(data: bytes) -> list[str]:
    """Return the ids of events, and the reasons of rows that are none."""
    return [line.event.id if line.event else line.reason for line in read(data, "acme", NOW)]


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(GOOD).encode(),
        json.dumps(GOOD, indent=2).encode(),
        json.dumps([GOOD], indent=2).encode("utf-8-sig"),
        json.dumps([GOOD]).encode("utf-16"),
        json.dumps({"exported_by": "us", "events": [GOOD]}).encode(),
        TABLE.encode(),
        TABLE.replace(",", ";").replace("\n", "\r\n").encode("utf-16"),
        TABLE.upper().replace("F1,C1,RATING", "f1,c1,rating").encode(),
    ],
    ids=["object", "pretty object", "list", "utf-16 list", "wrapped", "csv", "utf-16 csv", "capitals"],
)
def test_forms_in_which_events_arrive(data: bytes) -> None:
    """One event, whatever stands around it."""
    assert outcomes(data) == ["f1"]


def test_a_bad_line_costs_nobody_else() -> None:
    """Another encoding is told from broken JSON."""
    good = json.dumps(GOOD).encode()
    lines = [good, good.replace(b"c1", b"caf\xe9"), b'{"id": "f1", ', b"[]", b"", good.replace(b"f1", b"f2")]

    assert outcomes(b"\n".join(lines)) == ["f1", "wrong_encoding", "not_an_event", "not_an_event", "f2"]


def test_a_bad_row_costs_nobody_else() -> None:
    """Too few cells, too many, and a header in the middle of two files put together."""
    few_and_many = "f2,c1\nf3,c1,rating,2026-02-01,4,5\n"
    again = "id,subject,kind,at,value\nf4,c1,rating,2026-02-01,9\n\nf5,caf\xe9,rating,2026-02-01,1\n"
    rows = few_and_many + again

    assert outcomes(TABLE.encode() + rows.encode("cp1252")) == [
        "f1", "row_ragged", "row_ragged", "value_out_of_range", "f5",
    ]  # fmt: skip


def test_numbers_that_no_event_can_hold() -> None:
    """Five megabytes of digits cost one row, as do repeated names their first value."""
    huge = b'{"id": "f1", "subject": "c1", "kind": "rating", "value": ' + b"9" * 5_000_000 + b"}"
    double = b'{"id": "f2", "subject": "c1", "kind": "rating", "at": "2026-02-01", "value": 9, "value": 1}'

    assert outcomes(huge + b"\n" + double) == ["not_an_event", "f2"]


@pytest.mark.parametrize(
    "data", [b'{"kind": ' * 200_000, b"[" * 200_000, b"[]", b'{"kind": NaN}', b'"kind", "subject"\n\0']
)
def test_files_that_cannot_be_read(data: bytes) -> None:
    """As a whole, or in the one row that they hold."""
    try:
        assert outcomes(data) == ["not_an_event"]
    except SourceUnreadableError as error:
        assert error.reason in {"json_broken", "json_no_records", "text_has_nul"}  # noqa: PT017 - one of two outcomes

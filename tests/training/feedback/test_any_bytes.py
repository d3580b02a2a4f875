"""Whatever bytes arrive, feedback ends in events, rejected rows or a refusal, and events fit the table.

``--hypothesis-profile thorough`` tries 20 000 mutations.
"""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talktrack.core.errors import SourceUnreadableError
from talktrack.core.records import FeedbackEvent
from talktrack.core.tables import FEEDBACK
from talktrack.training.feedback.event_file import read
from talktrack.training.feedback.events import Line
from tests.ingestion.ingest.test_any_bytes import mutation

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SLOWEST_MS = 60_000  # a bound on hanging, not on speed: machines that run tests are busy

SEEDS: tuple[bytes, ...] = (
    b'{"id": "f1", "tenant": "acme", "subject": "c1", "kind": "rating", "at": "2026-02-01T10:00:00Z", "value": 4}',
    (
        b'{"event": "session_started", "session_id": "s1", "user_id": "u", "timestamp": 1769940000000}\n'
        b'{"event": "session_ended", "session_id": "s1", "user_id": "u", "ts": 1769940060000, "duration_ms": 60000}'
    ),
    b'[{"event": "feature_used", "feature": "search", "user": "u", "ts": "2026-02-01"}]',
    b'[{"event": "task", "task_name": "mail", "duration_s": 60.5, "assisted": true, "user": "u", "ts": 1769940000}]',
    b'{"events": [{"event": "meeting_booked", "conversation_id": "c1", "at": "2026-02-01T10:00:00+01:00"}]}',
    b'{"inference_id": "r.1", "thumbs": "up", "created_at": "2026-02-01", "prompt": "p", "response": "a"}',
    b'{"inference_id": "r.1", "correction": "So.", "answer": "No.", "at": "2026-02-01", "path": "coach", "arm": "r1"}',
    b"id,tenant,subject,kind,at,value\nf1,acme,c1,thumbs,2026-02-01T10:00:00Z,-1\n",
    b"label_id;conversation_id;expert;skill level;first turn;last turn;note;date\nl;c;e;3.0;0;9;Ask;2026-02-01\n",
    b'"Event ID","Subject ID","Outcome","Occurred at"\r\n"o1","d1","stage_moved","2026-02-01 10:00:00"\r\n',
    "event_id,conversation_id,outcome,date\no1,c1,won,2026-02-01\n".encode("utf-16"),
    "feedback_id,subject,comment,at\nf1,c1,Schön,2026-02-01\n".encode("cp1252"),
)


def survives(data: bytes) -> list[FeedbackEvent]:
    """Read a file; every row is an event or has a reason."""
    try:
        lines = list(read(data, "acme", NOW))
    except SourceUnreadableError as error:
        lines = [Line(None, error.reason)]
    assert all(line.event or line.reason for line in lines)
    events = [line.event for line in lines if line.event]
    FEEDBACK.to_batch(events)
    return events


@settings(deadline=SLOWEST_MS, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**48))
def test_mutated_files(seed: int) -> None:
    """Damaged files lose what is damaged."""
    draw = Random(seed)

    assert all(event.tenant == "acme" for event in survives(mutation(draw.choice(SEEDS), draw.choice(SEEDS), draw)))


def test_valid_files_are_read() -> None:
    """Every seed gives events, so that mutations begin with something real."""
    assert all(survives(data) for data in SEEDS)

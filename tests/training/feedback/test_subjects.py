"""What feedback can be about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from talktrack.core.records import FeedbackEvent
from talktrack.core.reference import Deal
from talktrack.core.tables import CONVERSATIONS, CONVERSATIONS_RAW, DEALS
from talktrack.systems.repository import open_repository
from talktrack.training.feedback.subjects import Call, Subjects, learnt_from
from tests.training.samples import make_conversation

AT = datetime(2026, 1, 2, 10, tzinfo=UTC)
CLOSED = AT + timedelta(days=30)


def event(subject: str, at: datetime = AT, kind: str = "thumbs") -> FeedbackEvent:
    """Return an event about a subject."""
    return FeedbackEvent(id="f", tenant="acme", subject=subject, kind=kind, at=at, value=1.0)


@pytest.fixture(scope="module")
def subjects(tmp_path_factory: pytest.TempPathFactory) -> Subjects:
    """Return what a home with a call of a won deal and a call that waits for review holds."""
    path: Path = tmp_path_factory.mktemp("subjects")
    repository = open_repository(str(path), "acme", create=True)
    call = msgspec.structs.replace(make_conversation(1), deal_id="d1", started_at=AT)
    repository.publish(CONVERSATIONS, [call])
    repository.publish(CONVERSATIONS_RAW, [make_conversation(2)])
    deal = Deal(id="d1", account_id="a", name="One", stage="Won", is_closed=True, is_won=True, closed_at=CLOSED)
    repository.publish(DEALS, [deal])
    return Subjects.read(repository)


@pytest.mark.parametrize(
    ("subject", "fault"),
    [
        ("c1", ""),
        ("c2", ""),
        ("d1", ""),
        ("r-0123456789ab.5f3e2c1b9a8d4e7f8a9b0c1d2e3f4a5b", ""),
        ("e-0123456789abcdef", ""),
        ("123e4567-e89b-12d3-a456-426614174000", ""),
        ("c3", "unknown_subject"),
        ("c-0123456789abcdef", "unknown_subject"),
        ("r-0123456789ab", "unknown_subject"),
        ("dana@acme.example", "unknown_subject"),
    ],
)
def test_an_id_is_known_or_has_the_form_of_an_answer(subjects: Subjects, subject: str, fault: str) -> None:
    """Calls that wait for review may be judged too; answers are not stored, so their form decides."""
    assert subjects.fault(event(subject)) == fault


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        (AT + timedelta(days=1), ""),
        (AT - timedelta(minutes=30), ""),
        (AT.replace(hour=0), ""),
        (AT - timedelta(hours=2), "before_its_subject"),
        (AT.replace(hour=0) - timedelta(days=1), "before_its_subject"),
    ],
)
def test_nothing_is_said_about_a_call_before_it_began(subjects: Subjects, at: datetime, fault: str) -> None:
    """Clocks may differ by an hour, and midnight may be a day without a time."""
    assert subjects.fault(event("c1", at)) == fault


def test_the_use_of_the_product_names_sessions_that_nobody_else_knows(subjects: Subjects) -> None:
    """They are about a session, a task or a user."""
    assert subjects.fault(event("session 7", kind="session_start")) == ""


def test_a_closed_deal_is_an_outcome_of_its_calls(subjects: Subjects) -> None:
    """The CRM says so; nobody has to send an event."""
    (outcome,) = subjects.closed("acme", CLOSED)

    assert (outcome.kind, outcome.value, outcome.at) == ("outcome", 1.0, CLOSED)
    assert subjects.reached(outcome) == ["d1", "c1"]
    assert subjects.reached(event("d1", AT - timedelta(days=9), "outcome")) == ["d1"]


def test_what_is_learnt_from_a_call() -> None:
    """One example for each time the prospect speaks; nothing from what nobody may read."""
    call = make_conversation(1)

    assert learnt_from(call) == 2
    assert learnt_from(msgspec.structs.replace(call, channel="roleplay")) == 1
    assert learnt_from(msgspec.structs.replace(call, privacy_level="restricted")) == 0
    assert Call().examples == 1

"""Events as other programs export them are found again, field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice, pairwise

from talktrack.core.records import FeedbackEvent
from talktrack.training.feedback import scorecards as cards
from talktrack.training.feedback.event_file import read
from talktrack.world.conversations import generate
from talktrack.world.formats import event_tables, scorecards
from talktrack.world.organisation import Organisation
from talktrack.world.truth import Truth

ORGANISATION = Organisation(seed=3, tenant="acme", conversations=12, turns=12)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def events(data: bytes) -> list[FeedbackEvent | None]:
    """Return the events of a file."""
    return [line.event for line in read(data, "acme", NOW)]


def truths() -> list[Truth]:
    """Return the truth of some conversations."""
    return [conversation.truth for conversation in islice(generate(ORGANISATION), 8)]


def test_usage_from_product_analytics() -> None:
    """Milliseconds, switches and names of its own."""
    assert events(event_tables.analytics(ORGANISATION)) == list(event_tables.usage(ORGANISATION))


def test_outcomes_from_a_table() -> None:
    """Labels with spaces, UTF-16, times without a zone."""
    assert events(event_tables.outcome_table(ORGANISATION)) == list(event_tables.outcomes(ORGANISATION))


def test_experts_labels_from_a_spreadsheet() -> None:
    """Semicolons, a one-byte encoding, whole numbers with a point, dates without a time."""
    assert events(event_tables.label_table(iter(truths()))) == list(event_tables.labels(iter(truths())))


def test_levels_from_scorecards() -> None:
    """Overall answers, means of others and written ones, of people and not of the vendor's model."""
    calls = [truth for truth in truths() if truth.source == "gong"]
    lines = list(cards.read(scorecards.write_scorecards(calls), "acme", NOW))

    assert [line.event for line in lines if line.event] == list(scorecards.judgements(calls))
    assert [line.reason for line in lines if not line.event] == ["not_by_a_person"] * len(calls)


def test_a_booked_meeting_is_in_the_calendar() -> None:
    """Outcomes say what the organisation's other data say too."""
    outcomes = {event.id: event.text for event in event_tables.outcomes(ORGANISATION)}
    booked = {name for name, text in outcomes.items() if text == "meeting_booked"}
    met = {
        f"acme-o{before.index}"
        for engagement in ORGANISATION.engagements()
        for before, after in pairwise(engagement.calls)
        if after.meeting
    }

    assert booked <= met
    assert set(outcomes.values()) == {"email_answered", "meeting_booked", "stage_moved"}

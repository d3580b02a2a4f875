"""Scores, confidences and caps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.records import FeedbackEvent, SubjectScore
from talktrack.training.feedback.scoring import Caps, Tally, user_factors, vote


def _event(subject: str, user: str | None, kind: str = "thumbs", value: float | None = 1.0) -> FeedbackEvent:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return FeedbackEvent(id="f", tenant="acme", subject=subject, kind=kind, at=at, user_id=user, value=value)


def _scores(events: list[FeedbackEvent], caps: Caps | None = None) -> dict[str, SubjectScore]:
    tally = Tally()
    for event in events:
        tally.add(event)
    return {row.id: row for row in tally.scores("acme", caps or Caps())}


def test_three_users_of_one_mind() -> None:
    """Three thumbs up are score 0.875 with confidence 0.8."""
    score = _scores([_event("c1", user) for user in "abc"])["c1"]

    assert (score.score, score.confidence, score.events) == (0.875, 0.8, 3)


def test_one_user_with_many_votes_counts_once_on_a_subject() -> None:
    """A hundred thumbs down of one user weigh as much as one."""
    many = _scores([_event("c1", "a", value=-1.0)] * 100)["c1"]
    one = _scores([_event("c1", "a", value=-1.0)])["c1"]

    assert (many.score, many.confidence) == (one.score, one.confidence)


def test_a_lone_user_who_votes_everywhere_is_scaled_down() -> None:
    """Of 500 votes against 100 of ten others, 5 % of all strength remain."""
    factors = user_factors({"loud": 500.0} | {f"u{n}": 10.0 for n in range(10)}, Caps(user_share=0.05, floor=1.0))

    assert factors["loud"] * 500 == pytest.approx(0.05 * 600)
    assert {factors[f"u{n}"] for n in range(10)} == {1.0}


def test_a_small_team_keeps_its_voice() -> None:
    """Below the floor nobody is scaled, however large their share."""
    assert user_factors({"a": 15.0, "b": 2.0}, Caps(user_share=0.05, floor=20.0)) == {"a": 1.0, "b": 1.0}


def test_labels_and_comments_are_no_votes() -> None:
    """They are events of a subject, but they do not score it."""
    assert _scores([_event("c1", "a", "expert_label", 5.0), _event("c1", "a", "comment", None)]) == {}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, "u", "v"]), st.integers(1, 5)), max_size=40))
def test_scores_and_confidences_stay_in_range(ratings: list[tuple[str, str | None, int]]) -> None:
    """Whatever is said, scores lie in [0, 1] and confidences in [0.5, 1)."""
    scores = _scores([_event(subject, user, "rating", float(value)) for subject, user, value in ratings])

    assert all(0 <= row.score <= 1 and 0.5 <= row.confidence < 1 for row in scores.values())


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [("rating", 5.0, 1.0), ("rating", 1.0, 0.0), ("dwell_s", 30.0, 0.5), ("reply", None, 1.0)],
)
def test_votes(kind: str, value: float | None, expected: float) -> None:
    """The ends of each scale."""
    assert vote(_event("c", "u", kind, value)) == expected

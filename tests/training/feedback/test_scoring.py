"""Scores, confidences and caps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.records import FeedbackEvent, SubjectScore
from talktrack.training.examples.judgement import weight_of
from talktrack.training.feedback.scoring import Caps, scores
from talktrack.training.feedback.subjects import Call, Subjects
from talktrack.training.feedback.tally import Tally
from talktrack.training.feedback.votes import vote

START = datetime(2026, 1, 1, tzinfo=UTC)
MANY = {f"c{n}": Call() for n in range(2000)}
FREE = Caps(1.0, 1.0)


def event(
    subject: str, user: str | None, kind: str = "thumbs", value: float | None = 1.0, day: int = 0
) -> FeedbackEvent:
    """Return an event of a day."""
    at = START + timedelta(days=day)
    return FeedbackEvent(id=f"f{day}", tenant="acme", subject=subject, kind=kind, at=at, user_id=user, value=value)


def scored(events: list[FeedbackEvent], caps: Caps = FREE) -> dict[str, SubjectScore]:
    """Return the scores of events on two thousand calls."""
    tally = Tally(Subjects(calls=MANY))
    for one in events:
        tally.add(one)
    return {row.id: row for row in scores(tally, "acme", caps)}


def moved(events: list[FeedbackEvent], others: list[FeedbackEvent], caps: Caps) -> float:
    """Return the share of all calls' training weight that some events move when the others are there already."""
    before, after = scored(others, caps), scored(others + events, caps)
    weights = [(weight_of(before.get(name)), weight_of(after.get(name))) for name in MANY]
    return sum(abs(one - other) for one, other in weights) / sum(one for one, _ in weights)


def test_three_users_of_one_mind() -> None:
    """Three thumbs up are score 0.875 with confidence 0.8."""
    score = scored([event("c1", user) for user in "abc"])["c1"]

    assert (score.score, score.confidence, score.events) == (0.875, 0.8, 3)


def test_where_opinions_divide_nothing_is_sure() -> None:
    """Five for and five against are no reason to weigh anything more, and one more vote makes no jump."""
    divided = [event("c1", f"u{n}", value=1.0 if n % 2 else -1.0) for n in range(10)]
    score = scored(divided)["c1"]
    one_more = scored([*divided, event("c1", "a", value=-1.0)])["c1"]

    assert (score.score, score.confidence, weight_of(score)) == (0.5, 0.5, 0.5)
    assert weight_of(one_more) == pytest.approx(6 / 13)


def test_one_user_with_many_votes_counts_once_on_a_subject() -> None:
    """A hundred thumbs down of one user weigh as much as one."""
    many = scored([event("c1", "a", value=-1.0, day=day) for day in range(100)])["c1"]
    one = scored([event("c1", "a", value=-1.0)])["c1"]

    assert (many.score, many.confidence) == (one.score, one.confidence)


@pytest.mark.parametrize("value", [1.0, -1.0])
def test_a_lone_user_with_500_votes_moves_at_most_a_hundredth_of_the_weight(value: float) -> None:
    """Whichever way they vote, and whether others voted there or not; without a cap it would be a twelfth."""
    loud = [event(f"c{n}", "loud", value=value) for n in range(500)]
    others = [event(f"c{n}", f"u{n % 50}", value=1.0 if n % 3 else -1.0) for n in range(300)]

    assert 0.005 < moved(loud, [], Caps()) <= 0.01
    assert 0.001 < moved(loud, others, Caps()) <= 0.01
    assert moved(loud, [], FREE) > 0.08


def test_a_user_with_few_votes_is_not_scaled() -> None:
    """Twenty votes on two thousand calls are within a hundredth."""
    few = [event(f"c{n}", "a") for n in range(20)]

    assert scored(few, Caps()) == scored(few, FREE)


def test_a_longer_call_costs_more_of_the_cap() -> None:
    """A vote on a call that gives fifty examples moves fifty times as much."""
    tally = Tally(Subjects(calls={"short": Call(), "long": Call(examples=99)}))
    for name in ("short", "long"):
        tally.add(event(name, "a"))
    confidence = {row.id: row.confidence for row in scores(tally, "acme", Caps())}["long"]

    assert (confidence - 0.5) / 0.5 == pytest.approx(0.01, rel=0.02)


def test_many_names_together_have_a_cap_of_their_own() -> None:
    """Ten thousand users of one vote each move no more than a quarter of the weight."""
    crowd = [event(f"c{n % 2000}", f"u{n}", value=-1.0) for n in range(10_000)]

    assert moved(crowd, [], FREE) > 0.4
    assert 0.15 < moved(crowd, [], Caps()) <= 0.25


@pytest.mark.parametrize("caps", [(0.0, 0.5), (0.5, 0.1), (0.5, 1.5)])
def test_caps_that_make_no_sense_are_refused(caps: tuple[float, float]) -> None:
    """Before anything is read."""
    with pytest.raises(ConfigurationInvalidError, match="user_share"):
        Caps(*caps)


def test_labels_and_comments_are_no_votes() -> None:
    """They are events of a subject, but they do not score it."""
    assert scored([event("c1", "a", "expert_label", 5.0), event("c1", "a", "comment", None)]) == {}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, "u", "v"]), st.integers(1, 5)), max_size=40))
def test_scores_and_confidences_stay_in_range(ratings: list[tuple[str, str | None, int]]) -> None:
    """Whatever is said, scores lie in [0, 1] and confidences in [0.5, 1)."""
    found = scored([event(subject, user, "rating", float(value)) for subject, user, value in ratings], Caps())

    assert all(0 <= row.score <= 1 and 0.5 <= row.confidence < 1 for row in found.values())


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [("rating", 5.0, 1.0), ("rating", 1.0, 0.0), ("dwell_s", 30.0, 0.5), ("reply", None, 1.0)],
)
def test_votes(kind: str, value: float | None, expected: float) -> None:
    """The ends of each scale."""
    assert vote(event("c", "u", kind, value)) == expected

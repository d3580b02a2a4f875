"""Which side something belongs to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from talktrack.core.records import FeedbackEvent
from talktrack.operations.impact.arms import Arms, Pair
from talktrack.operations.impact.cuts import AFTER, BEFORE, Experiment, Period

SINCE = datetime(2026, 3, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    """Return a moment so many days after the date."""
    return SINCE + timedelta(days=number)


def said(user: str, arm: str | None, at: float, kind: str = "thumbs") -> FeedbackEvent:
    """Return an event of a user that an arm answered."""
    told = {"tenant": "acme", "subject": "x", "value": 1.0}
    return FeedbackEvent(id=f"{user}{at}", kind=kind, at=day(at), user_id=user, arm=arm, **told)  # type: ignore[arg-type]


def test_before_and_after_a_date() -> None:
    """The date itself is after; what lies too far away, or in the future, is on no side."""
    period = Period(SINCE, day(40), days=60)
    sides = [period.side(day(number), None, None) for number in (-61, -60, -0.1, 0, 39, 41)]

    assert sides == [None, BEFORE, BEFORE, AFTER, AFTER, None]


def test_only_whole_weeks_in_which_use_was_told_are_counted() -> None:
    """Nobody told of any use in the first weeks of the window, and the last week is not over."""
    period = Period(SINCE, day(20), days=60, used_from=day(-16))

    assert period.weeks == (2, 2)
    assert [period.week(day(number)) for number in (-15, -13, -1, 0, 13, 14)] == [None, -2, -1, 0, 1, None]


def test_arms_that_followed_each_other_are_no_experiment() -> None:
    """They differ by time, as before and after do."""
    arms = Arms([said("u", "r1", 0), said("u", "r1", 10), said("u", "r2", 11), said("u", "r2", 20)])

    assert arms.pairs() == []


def test_a_new_arm_is_compared_with_the_one_beside_it() -> None:
    """Not with the first one ever, which has long been gone; the newest comparison comes first."""
    spans = {"r1": (0, 10), "r2": (8, 30), "r3": (20, 40)}
    arms = Arms([said("u", arm, at) for arm, ends in spans.items() for at in ends])

    assert [(pair.baseline, pair.other) for pair in arms.pairs()] == [("r2", "r3"), ("r1", "r2")]


def test_arms_are_compared_while_both_were_served() -> None:
    """The older one is the baseline; who saw both belongs to neither."""
    arms = Arms([said("a", "r1", 0), said("c", "r1", 9), said("a", "r1", 30), said("b", "r2", 7), said("c", "r2", 28)])
    (pair,) = arms.pairs()
    experiment = Experiment(pair, arms, until=day(90))

    assert pair == Pair("r1", "r2", since=day(7), until=day(28))
    assert [arms.of(user) for user in ("a", "b", "c", "d", None)] == ["r1", "r2", None, None, None]
    assert [experiment.side(day(9), user, None) for user in "abc"] == [BEFORE, AFTER, None]
    assert experiment.side(day(9), "a", "r2") == AFTER
    assert experiment.side(day(5), "a", "r1") is None
    assert [experiment.side_of_deal(day(at), "b") for at in (5, 60, 91)] == [None, AFTER, None]
    assert experiment.weeks == (3, 3)


def test_when_the_product_was_used() -> None:
    """A task without its help, and what others judged, is no use of it."""
    arms = Arms([said("a", None, 0, "task_alone_s"), said("a", None, 3, "feature"), said("a", None, 9, "outcome")])

    assert arms.used is not None
    assert (arms.used.first, arms.used.last) == (day(3), day(3))

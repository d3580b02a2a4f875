"""A release that fails is left alone for a while, and tried again by one request."""

from __future__ import annotations

import pytest

from talktrack.services.predictor.breaker import Breaker, BreakerLimits

LIMITS = BreakerLimits(window=10, fewest=4, bad_share=0.5, slow_s=2.0, rest_s=30.0)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    """Return a clock at zero."""
    return Clock()


@pytest.fixture
def opened(clock: Clock) -> Breaker:
    """Return a breaker that four failures have opened at zero."""
    breaker = Breaker(LIMITS, clock)
    for _ in range(4):
        breaker.record(good=False)
    return breaker


@pytest.mark.parametrize(
    ("results", "opens"), [("b", 0), ("bbb", 0), ("bbbb", 1), ("gbgb", 1), ("ggb", 0), ("gggbb", 0)]
)
def test_it_opens_on_a_share_of_enough_calls(clock: Clock, results: str, opens: bool) -> None:
    """Half of the newest calls, once there are a few."""
    breaker = Breaker(LIMITS, clock)
    for result in results:
        breaker.record(good=result == "g")

    assert breaker.open == opens


def test_slow_answers_are_bad(clock: Clock) -> None:
    """Latency opens it as errors do."""
    breaker = Breaker(LIMITS, clock)
    for _ in range(4):
        breaker.record(good=True, seconds=2.1)

    assert breaker.open


def test_a_long_good_past_does_not_hide_a_failure(clock: Clock) -> None:
    """Only the newest calls count."""
    breaker = Breaker(LIMITS, clock)
    for result in "g" * 1000 + "b" * 5:
        breaker.record(good=result == "g")

    assert breaker.open


def test_open_it_keeps_calls_away_until_it_has_rested(opened: Breaker, clock: Clock) -> None:
    """Then one call is let through, and no second one beside it."""
    found = []
    for now_s in (0.0, 29.9, 30.0, 30.1):
        clock.now_s = now_s
        found.append(opened.allows())

    assert found == [False, False, True, False]


def test_a_good_trial_closes_it(opened: Breaker, clock: Clock) -> None:
    """What was bad before is forgotten."""
    clock.now_s = 30.0
    opened.allows()
    opened.record(good=True)
    opened.record(good=False)

    assert (opened.open, opened.allows()) == (False, True)


def test_a_bad_trial_begins_another_rest(opened: Breaker, clock: Clock) -> None:
    """Counted from the trial."""
    clock.now_s = 30.0
    opened.allows()
    opened.record(good=False)
    clock.now_s = 59.9
    early = opened.allows()
    clock.now_s = 60.0

    assert (early, opened.allows()) == (False, True)


def test_calls_from_before_do_not_decide_the_trial(opened: Breaker) -> None:
    """A call that began before it opened may end well: that closes nothing."""
    opened.record(good=True)

    assert opened.open


def test_a_trial_that_nobody_waits_for_is_no_trial(opened: Breaker, clock: Clock) -> None:
    """The next call tries instead."""
    clock.now_s = 30.0
    opened.allows()
    opened.abandon(seconds=0.1)

    assert (opened.open, opened.allows()) == (True, True)


def test_giving_up_on_a_slow_answer_counts_against_it(clock: Clock) -> None:
    """A caller's time-out says what a late answer would have said."""
    breaker = Breaker(LIMITS, clock)
    for _ in range(4):
        breaker.abandon(seconds=2.1)

    assert breaker.open

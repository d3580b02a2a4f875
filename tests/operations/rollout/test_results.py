"""Rows, differences and the sentence."""

from __future__ import annotations

import math

import pytest
from msgspec import structs

from talktrack.core.outcomes import Share
from talktrack.core.traffic import Counters
from talktrack.operations.rollout.comparison import Difference, compare
from talktrack.operations.rollout.intervals import Interval
from talktrack.operations.rollout.limits import STANDARD
from talktrack.operations.rollout.results import results
from talktrack.operations.rollout.state import Entry, Phase, Release, RolloutState, Tally
from talktrack.operations.rollout.verdict import verdict


def arm(requests: float, errors: float = 0.0, seconds: float = 0.2, feedback: tuple[float, float] = (0, 0)) -> Counters:
    """Return counters of an arm whose good answers took `seconds`, give or take."""
    answered, log = requests - errors, math.log(1e6 * seconds)
    return Counters(
        requests=requests,
        errors=errors,
        log_latency_sum=answered * log,
        log_latency_sumsq=answered * (log * log + 0.16),
        feedback=feedback[0],
        feedback_negative=feedback[1],
    )


def state(stable: Counters, candidate: Counters, phase: Phase = "canary") -> RolloutState:
    """Return a rollout with these totals."""
    return RolloutState(
        tenant="acme",
        stable=Release(id="r-1", uri="one"),
        candidate=Release(id="r-2", uri="two"),
        phase=phase,
        started_s=0.0,
        step_since_s=0.0,
        tally=Tally(stable=stable, candidate=candidate),
    )


def errors(low: float, high: float) -> Difference:
    """Return a difference in errors."""
    return Difference("errors", Interval((low + high) / 2, low, high))


def latency(low: float, high: float) -> Difference:
    """Return a difference in latency."""
    return Difference("latency", Interval((low + high) / 2, low, high))


def test_every_arm_has_a_row_in_figures() -> None:
    """Shares, seconds and counts, as they were counted."""
    rows = results(state(arm(1000, 50), arm(100, 10, 0.4, (10, 2)))).rows

    assert [(row.arm, row.release, row.requests, row.error_rate, row.negative_feedback) for row in rows] == [
        ("stable", "r-1", 1000, 0.05, None),
        ("candidate", "r-2", 100, 0.1, 0.2),
    ]
    assert [row.latency_s for row in rows] == [pytest.approx(0.2), pytest.approx(0.4)]


def test_an_arm_without_answers_has_no_figures() -> None:
    """Nothing is not zero."""
    row = results(state(arm(1000), Counters())).rows[1]

    assert (row.error_rate, row.latency_s, row.negative_feedback) == (None, None, None)


def test_a_measure_with_few_samples_has_no_difference() -> None:
    """Feedback is rare: it is compared once both arms have thirty opinions."""
    few = compare([(arm(1000, feedback=(200, 20)), arm(100, feedback=(29, 3)))], STANDARD, {})
    enough = compare([(arm(1000, feedback=(200, 20)), arm(100, feedback=(30, 3)))], STANDARD, {})

    assert [one.measure for one in few] == ["errors", "latency"]
    assert [one.measure for one in enough] == ["errors", "latency", "negative feedback"]


def test_after_promotion_the_analysis_stays_readable() -> None:
    """The watch counts afresh; what was proven before is still told, with a row of its own for what is watched."""
    before = state(arm(9000, 450), arm(9000, 450), "promoted")
    analysed = ((arm(9000, 450), arm(9000, 450)),)
    found = results(structs.replace(before, analysed=analysed, tally=Tally(candidate=arm(70, 7))))

    assert [(row.arm, row.requests) for row in found.rows] == [
        ("stable", 9000),
        ("candidate", 9000),
        ("watched", 70),
    ]
    assert len(found.differences) == 2


def test_a_rollout_that_ended_tells_why_before_anything_else() -> None:
    """Also where it ended too early for a comparison, which then is not promised for later."""
    why = Entry(at_s=9.0, action="roll_back", reason="10 requests in a row failed on the candidate", weight=25)
    ended = structs.replace(state(arm(23), arm(10, 10), "rolled_back"), decisions=(why,))

    assert results(ended).verdict == "r-2 was rolled back: 10 requests in a row failed on the candidate."


def test_a_first_release_is_compared_with_nothing() -> None:
    """There is no arm beside it."""
    first = structs.replace(state(Counters(), Counters(), "promoted"), stable=Release(id="", uri=""))

    assert results(first).verdict == "r-2 is the first release: there is nothing to compare it with."


def test_a_promoted_release_that_is_taken_back_is_compared_by_the_watch() -> None:
    """The analysis had found nothing; the sentence tells why it was rolled back."""
    analysed = ((arm(9000, 450), arm(9000, 450)),)
    before = state(analysed[0][0], arm(300, 150), "rolled_back")
    found = results(structs.replace(before, analysed=analysed))

    assert found.verdict.startswith("r-2 fails 3")
    assert [(row.arm, row.requests) for row in found.rows][1:] == [("candidate", 9000), ("watched", 300)]


@pytest.mark.parametrize(
    ("differences", "sentence"),
    [
        ([], "r-2 and r-1 cannot be compared yet: an arm has too few answers."),
        (
            [errors(-0.004, 0.011), latency(1.12, 1.18)],
            "r-2 answers 12 % to 18 % slower than r-1; errors cannot be told apart yet (−0.4 to +1.1 points).",
        ),
        (
            [errors(0.012, 0.034), latency(0.82, 0.9)],
            "r-2 fails 1.2 to 3.4 points more often and answers 10 % to 18 % faster than r-1.",
        ),
        (
            [errors(-0.004, 0.011), latency(0.97, 1.04)],
            "r-2 and r-1 cannot be told apart yet: errors −0.4 to +1.1 points, latency −3 % to +4 %.",
        ),
        (
            [Difference("negative feedback", Interval(-0.1, -0.15, -0.05))],
            "r-2 gets 5 to 15 points less negative feedback than r-1.",
        ),
    ],
)
def test_the_verdict_is_one_plain_sentence(differences: list[Difference], sentence: str) -> None:
    """What is proven stands first, then what is open."""
    assert verdict("r-1", "r-2", differences) == sentence


def test_more_won_deals_are_told_as_such() -> None:
    """The measures of the business stand beside those of the service; more of them is better."""
    shares = (Share(good=300, of=1500), Share(good=600, of=1500))
    found = results(structs.replace(state(arm(10), arm(10)), outcomes={"won deals": shares}))

    assert (found.differences[0].is_worse, found.differences[0].direction) == (False, 1)
    assert found.verdict.startswith("r-2 gets 1")
    assert found.verdict.endswith("points more won deals than r-1.")


def test_deals_of_one_account_count_as_fewer_trials() -> None:
    """A design effect of four makes the interval about twice as wide."""
    shares = [Share(good=600, of=3000, design_effect=effect) for effect in (1.0, 4.0)]
    widths = []
    for share in shares:
        (found,) = compare([], STANDARD, {"won deals": (share, share)})
        widths.append(found.interval.high - found.interval.low)

    assert 1.6 < widths[1] / widths[0] < 2.4


def test_a_much_slower_candidate_is_told_to_be_slower() -> None:
    """From counters to the sentence."""
    found = results(state(arm(4000, 200), arm(1000, 50, 0.3)))

    assert found.verdict.startswith("r-2 answers 4")
    assert "slower than r-1; errors cannot be told apart yet" in found.verdict

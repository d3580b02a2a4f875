"""Few points that tell the whole story, in a document that stays small."""

from __future__ import annotations

from itertools import pairwise

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from talktrack.core.traffic import Counters
from talktrack.operations.rollout.counters import fault
from talktrack.operations.rollout.history import MOST_ANALYSED, MOST_WATCHED, Point, extended
from talktrack.operations.rollout.limits import STANDARD
from talktrack.operations.rollout.state import REMEMBERED, Entry, Release, RolloutState, decode, encode
from talktrack.operations.rollout.window import Window
from tests.operations.rollout.test_results import arm

CONFIG_MAP_BYTES = 1024 * 1024


@st.composite
def counted(draw: st.DrawFn) -> Counters:
    """Return counters that the measurement would believe, up to the edge of what floats can hold."""
    sizes = st.sampled_from([0.0, 1.0, 30.0, 31.0, 1e3, 1e9, 1e17, 1e150, 1e300])
    requests, feedback, mean = draw(sizes), draw(sizes), draw(st.floats(0.0, 1e3))
    share = draw(st.sampled_from([0.0, 1e-9, 0.1, 0.5, 1.0]))
    answered = requests - requests * share
    squares = answered * mean * mean * draw(st.sampled_from([1.0, 1.5, 1e6]))
    found = Counters(
        requests=requests,
        errors=requests * share,
        log_latency_sum=answered * mean,
        log_latency_sumsq=squares,
        feedback=feedback,
        feedback_negative=feedback * share,
    )
    assume(not fault(found))
    return found


def followed(ticks: int, weights: tuple[int, ...] = (5, 10, 25, 50, 100), *, watched: int = 0) -> list[Point]:
    """Return what is remembered of a rollout that ticks every five seconds."""
    points: list[Point] = []
    for tick in range(ticks + watched):
        stable, candidate = arm(190.0 * (tick + 1), 9.0 * tick), arm(1000 / 3 + tick / 7, tick / 77)
        weight = weights[min(tick * len(weights) // ticks, len(weights) - 1)]
        window = Window(now_s=1_795_000_000.0 + 5 * tick, stable=stable, candidate=candidate)
        points = extended(points, window, weight, STANDARD, watched=tick >= ticks)
    return points


def test_a_point_tells_weight_requests_and_differences() -> None:
    """With their intervals."""
    window = Window(now_s=5.0, stable=arm(1000, 50), candidate=arm(100, 5))
    (point,) = extended([], window, 10, STANDARD, watched=False)

    assert (point.at_s, point.weight, point.requests) == (5.0, 10, (1000, 100))
    assert point.differences["errors"].low < 0.0 < point.differences["errors"].high
    assert point.differences["latency"].low < 1.0 < point.differences["latency"].high


def test_without_data_only_a_new_weight_is_remembered() -> None:
    """A scrape that failed adds nothing; a rollback shows."""
    points = followed(3)
    silent = Window(now_s=1_795_000_100.0, problem="no metrics can be read")
    same = extended(points, silent, points[-1].weight, STANDARD, watched=False)
    back = extended(points, silent, 0, STANDARD, watched=False)

    assert (len(same), [point.weight for point in back[-2:]]) == (3, [50, 0])


def test_a_day_of_ticks_is_spread_over_few_points() -> None:
    """First, last and every turn of the weight stay; no gap is wide."""
    points = followed(5000)
    gaps = [after.at_s - before.at_s for before, after in pairwise(points)]

    assert len(points) == MOST_ANALYSED
    assert (points[0].at_s, points[-1].at_s) == (1_795_000_000.0, 1_795_000_000.0 + 5 * 4999)
    assert [after.weight for before, after in pairwise(points) if before.weight != after.weight] == [
        10,
        25,
        50,
        100,
    ]
    assert max(gaps) < 5 * 5000 / MOST_ANALYSED * 4


def test_watching_does_not_wear_the_canary_away() -> None:
    """Both parts are thinned by themselves."""
    points = followed(500, watched=3000)

    assert [sum(point.watched is watched for point in points) for watched in (False, True)] == [
        MOST_ANALYSED,
        MOST_WATCHED,
    ]


def test_a_ladder_of_a_hundred_weights_is_bounded_too() -> None:
    """Turns of the weight are dropped last, not never."""
    assert len(followed(3000, tuple(range(1, 101)))) == MOST_ANALYSED


def test_the_document_at_its_bound_is_small() -> None:
    """All points, all decisions with long reasons: a twentieth of what a ConfigMap holds."""
    entry = Entry(at_s=1.0, action="hold", reason="x" * 300, weight=5, evidence={"error rate": 1 / 3, "latency": 2 / 3})
    state = RolloutState(
        tenant="acme",
        stable=Release(id="r-1", uri="gs://bucket/one"),
        candidate=Release(id="r-2", uri="gs://bucket/two"),
        phase="promoted",
        started_s=0.0,
        step_since_s=0.0,
        history=tuple(followed(3000, watched=3000)),
        decisions=(entry,) * REMEMBERED,
    )

    assert len(state.history) == MOST_ANALYSED + MOST_WATCHED
    assert len(encode(state)) < CONFIG_MAP_BYTES / 20
    assert decode(encode(state)) == state


@given(counted(), counted(), st.integers(0, 100))
def test_whatever_was_counted_can_be_remembered(stable: Counters, candidate: Counters, weight: int) -> None:
    """Counters that pass for true, however absurd, end no tick: intervals are numbers, in order, and are stored."""
    window = Window(now_s=1.0, stable=stable, candidate=candidate)
    (point,) = extended([], window, weight, STANDARD, watched=False)

    assert msgspec.json.decode(msgspec.json.encode(point), type=Point) == point
    for interval in point.differences.values():
        assert interval.low <= interval.center <= interval.high


def test_a_state_from_before_there_was_a_history_is_read() -> None:
    """What an older release of talktrack has stored goes on."""
    state = RolloutState(
        tenant="acme",
        stable=Release(id="r-1", uri="one"),
        candidate=Release(id="r-2", uri="two"),
        phase="canary",
        started_s=0.0,
        step_since_s=0.0,
    )
    older = msgspec.json.decode(encode(state))
    del older["history"], older["analysed"], older["outcomes"]

    assert decode(msgspec.json.encode(older)) == state

"""From readings to windows: increases, restarts, warm-up and every fault that makes a reading worthless."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from talktrack.core.traffic import Counters, Reading, Traffic
from talktrack.operations.rollout.counters import increase
from talktrack.operations.rollout.limits import STANDARD
from talktrack.operations.rollout.measurement import measure
from talktrack.operations.rollout.state import Release, RolloutState, Tally, decode, encode

NAN, INFINITE = float("nan"), float("inf")
GOOD = Counters(
    requests=100, errors=5, log_latency_sum=950.0, log_latency_sumsq=9600.0, feedback=10, feedback_negative=2
)
STATE = RolloutState(
    tenant="acme",
    stable=Release(id="r-old", uri="old"),
    candidate=Release(id="r-new", uri="new"),
    phase="canary",
    started_s=0.0,
    step_since_s=0.0,
    candidate_revision="new-1",
    stable_revision="old-1",
    tally=Tally(instances={"old-1": {"p1": Counters()}, "new-1": {"p1": Counters()}}, warm_requests=20),
)
TRAFFIC = Traffic(uri="new", percent=5, created="new-1", ready="new-1", rolled_out="old-1")


def reading(stable: Counters | None = GOOD, candidate: Counters | None = GOOD, at_s: float = 60.0) -> Reading:
    """Return a reading of both arms, or of those that are given."""
    arms = {"old-1": stable, "new-1": candidate}
    return Reading(at_s, {name: {"p1": counters} for name, counters in arms.items() if counters is not None})


def changed(**values: float) -> Counters:
    """Return good counters with some values replaced."""
    return msgspec.structs.replace(GOOD, **values)


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (None, "no metrics"),
        (Reading(60.0, {}), "candidate revision has no metrics"),
        (reading(stable=None), "stable revision has no metrics"),
        (reading(candidate=None), "candidate revision has no metrics"),
        (reading(at_s=-61.0), "121 s old"),
        (reading(at_s=71.0), "future"),
        (reading(at_s=NAN), "no time"),
        (reading(candidate=changed(requests=NAN)), "candidate: a counter is not a finite number"),
        (reading(candidate=changed(errors=NAN)), "not a finite"),
        (reading(candidate=changed(log_latency_sum=INFINITE)), "not a finite"),
        (reading(candidate=changed(log_latency_sumsq=NAN)), "not a finite"),
        (reading(candidate=changed(feedback=NAN)), "not a finite"),
        (reading(stable=changed(requests=NAN)), "stable: a counter"),
        (reading(candidate=changed(requests=-1.0)), "negative"),
        (reading(candidate=changed(errors=-1.0)), "negative"),
        (reading(candidate=changed(errors=101.0)), "more errors than requests"),
        (reading(candidate=changed(feedback_negative=11.0)), "more errors than requests"),
        (reading(candidate=changed(log_latency_sumsq=9.0)), "contradict"),
        (reading(candidate=changed(errors=100.0)), "contradict"),
        (reading(stable=changed(log_latency_sumsq=0.0)), "stable: latency"),
    ],
)
def test_a_worthless_reading_is_named_and_not_counted(found: Reading | None, word: str) -> None:
    """The window carries the problem, and the tally stays as it was."""
    state, window = measure(STATE, found, TRAFFIC, 60.0, STANDARD)

    assert (word in window.problem, state.tally) == (True, STATE.tally), window.problem


def test_a_good_reading_is_counted() -> None:
    """The increase since the last reading is added to both arms and to the split."""
    state, window = measure(STATE, reading(), TRAFFIC, 60.0, STANDARD)

    assert (window.problem, state.tally.candidate, window.step_requests) == ("", GOOD, (100, 100))


def test_the_same_reading_twice_counts_once() -> None:
    """Nothing is added when nothing has happened in between."""
    once, _ = measure(STATE, reading(), TRAFFIC, 60.0, STANDARD)
    twice, _ = measure(once, reading(), TRAFFIC, 61.0, STANDARD)

    assert twice.tally == once.tally


def test_the_first_reading_of_a_revision_is_where_counting_begins() -> None:
    """What the stable release counted before the rollout is not part of it."""
    fresh = msgspec.structs.replace(STATE, tally=Tally(warm_requests=20))
    state, _ = measure(fresh, reading(), TRAFFIC, 60.0, STANDARD)

    assert (state.tally.stable, state.tally.instances["old-1"]) == (Counters(), {"p1": GOOD})


@pytest.mark.parametrize("fallen", Counters.__struct_fields__)
def test_a_restarted_process_is_added_not_subtracted(fallen: str) -> None:
    """Whichever counter fell, the process has begun again at zero."""
    assert increase(changed(**{fallen: getattr(GOOD, fallen) + 1}), GOOD) == GOOD


def processes(**requests: float) -> Reading:
    """Return a reading in which the candidate's processes have counted these requests."""
    candidate = {name: Counters(requests=count) for name, count in requests.items()}
    return Reading(60.0, {"old-1": {"p1": GOOD}, "new-1": candidate})


@pytest.mark.parametrize(
    ("readings", "requests"),
    [
        ([{"p1": 10, "p2": 5}], 15),
        ([{"p1": 10}, {"p1": 10, "p2": 5}], 15),
        ([{"p1": 10, "p2": 5}, {"p1": 10}, {"p1": 12, "p2": 8}], 20),
        ([{"p1": 10, "p2": 5}, {"p2": 6}, {"p1": 3, "p2": 6}], 19),
        ([{"p1": 10}, {"p2": 4}, {"p3": 3}], 17),
        ([{"p1": 10, "p2": 5}, {"p1": 5, "p2": 10}], 25),
        ([{f"p{number}": 1.0} for number in range(1, 101)], 100),
    ],
    ids=["two", "joined", "vanished and back", "restarted and back", "replaced", "one restarted", "a hundred in turn"],
)
def test_processes_are_added_up(readings: list[dict[str, float]], requests: float) -> None:
    """New ones count from zero, known ones from where they were; of those that are gone the newest 64 are known."""
    state = STATE
    for counted in readings:
        state, window = measure(state, processes(**counted), TRAFFIC, 60.0, STANDARD)

    assert (window.problem, window.candidate.requests) == ("", requests)
    assert len(state.tally.instances["new-1"]) <= 64


def test_one_bad_process_spoils_the_reading() -> None:
    """A revision cannot be believed in part."""
    found = processes(p1=10, p2=-1)

    assert measure(STATE, found, TRAFFIC, 60.0, STANDARD)[1].problem == "candidate: a counter is negative"


def test_a_revision_that_was_away_goes_on_where_it_was() -> None:
    """A missing arm holds and loses nothing."""
    state, _ = measure(STATE, reading(stable=None), replace(TRAFFIC, percent=100), 60.0, STANDARD)
    state, _ = measure(state, reading(), TRAFFIC, 61.0, STANDARD)

    assert state.tally.stable == GOOD


def test_a_state_of_the_previous_schema_goes_on() -> None:
    """It held one reading per revision; the next reading begins anew and the totals stay."""
    document = msgspec.json.decode(
        encode(msgspec.structs.replace(STATE, tally=Tally(warm_requests=20, candidate=GOOD)))
    )
    del document["tally"]["instances"]
    document["tally"]["last"] = {"new-1": msgspec.to_builtins(GOOD)}
    state, window = measure(decode(msgspec.json.encode(document)), reading(), TRAFFIC, 60.0, STANDARD)

    assert (window.problem, state.tally.candidate) == ("", GOOD)


def test_warm_up_requests_are_left_out() -> None:
    """The first requests of a cold candidate count for neither arm."""
    cold = msgspec.structs.replace(STATE, tally=msgspec.structs.replace(STATE.tally, warm_requests=0.0))
    state, window = measure(cold, reading(), TRAFFIC, 60.0, STANDARD)

    assert (window.warm_requests, state.tally.stable, state.tally.candidate) == (100, Counters(), Counters())


def test_each_weight_is_a_stratum() -> None:
    """At full weight the candidate joins the stratum before, where the stable arm last had traffic."""
    known = []
    for place in range(5):
        _, window = measure(msgspec.structs.replace(STATE, step=place), reading(), TRAFFIC, 60.0, STANDARD)
        known.append(window.strata)

    assert [len(strata) for strata in known] == [1, 2, 3, 4, 4]
    assert [strata[-1] for strata in known] == [(GOOD, GOOD)] * 5
    assert {strata[0] for strata in known[1:]} == {(Counters(), Counters())}


def test_the_split_is_not_judged_while_the_cluster_lags() -> None:
    """Requests that were split by an older weight do not count for the new one."""
    _, window = measure(STATE, reading(), replace(TRAFFIC, percent=10), 60.0, STANDARD)

    assert window.step_requests == (0, 0)


def test_a_streak_grows_over_readings_in_which_all_failed() -> None:
    """Five failures and then three more, with no good answer in between, are eight in a row."""
    state = STATE
    for errors in (5, 8):
        bad = Counters(requests=errors, errors=errors)
        state, window = measure(state, reading(candidate=bad), TRAFFIC, 60.0, STANDARD)

    assert window.consecutive_errors == (0.0, 8.0)


def test_one_good_answer_ends_a_streak() -> None:
    """After a reading with a good answer the streak begins anew."""
    state, _ = measure(STATE, reading(candidate=Counters(requests=5, errors=5)), TRAFFIC, 60.0, STANDARD)
    _, window = measure(state, reading(), TRAFFIC, 61.0, STANDARD)

    assert window.consecutive_errors[1] == 0


def test_at_full_weight_the_stable_arm_may_be_silent() -> None:
    """When the candidate has everything, the other revision may be scaled away."""
    full = msgspec.structs.replace(STATE, step=4)
    _, window = measure(full, reading(stable=None), replace(TRAFFIC, percent=100), 60.0, STANDARD)

    assert window.problem == ""


def test_after_promotion_the_candidate_is_judged_in_blocks() -> None:
    """A full block is put aside, so that a long healthy past does not hide a sudden failure."""
    past = msgspec.structs.replace(STATE.tally, candidate=changed(requests=2000.0), stable=GOOD)
    promoted = msgspec.structs.replace(STATE, phase="promoted", tally=past)
    state, _ = measure(promoted, reading(), TRAFFIC, 60.0, STANDARD)

    assert (state.tally.candidate, state.tally.stable) == (GOOD, GOOD)


def test_a_foreign_revision_is_noticed() -> None:
    """The newest revision is not the one that this rollout made."""
    _, window = measure(STATE, reading(), replace(TRAFFIC, created="other-3"), 60.0, STANDARD)

    assert window.foreign_revision == "other-3"

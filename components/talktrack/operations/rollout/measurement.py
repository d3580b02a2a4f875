"""From a raw reading to what the policy may believe: increases since the last one, warm-up left out, faults named."""

from __future__ import annotations

import math

import msgspec

from talktrack.core.traffic import Counters, Reading, Traffic
from talktrack.operations.rollout.counters import fault, increases, remembered, restarted
from talktrack.operations.rollout.limits import Limits
from talktrack.operations.rollout.state import RolloutState, Tally
from talktrack.operations.rollout.window import Window

EVERYTHING = 100
Pair = tuple[Counters, Counters]


def measure(
    state: RolloutState, reading: Reading | None, traffic: Traffic | None, now_s: float, limits: Limits
) -> tuple[RolloutState, Window]:
    """Add one reading to the state's tally, unless there is something wrong with it, and return what is now known."""
    problem = _problem(state, reading, now_s, limits)
    if not problem and reading is not None:
        settled = traffic is not None and traffic.percent == state.weight
        tally = _add(state, reading, limits, count_split=settled and not _restarted(state, reading))
        state = msgspec.structs.replace(state, tally=tally)
    return state, _window(state, traffic, now_s, problem)


def _problem(state: RolloutState, reading: Reading | None, now_s: float, limits: Limits) -> str:
    if not state.candidate_revision:
        return "the candidate has no revision yet"
    if reading is None:
        return "no metrics can be read"
    return _untimely(reading, now_s, limits) or _unreadable(state, reading)


def _untimely(reading: Reading, now_s: float, limits: Limits) -> str:
    if now_s - reading.at_s > limits.stale_after_s:
        return f"the metrics are {now_s - reading.at_s:.0f} s old"
    if reading.at_s - now_s > limits.clock_skew_s:
        return "the metrics are from the future: the clocks differ"
    return "" if math.isfinite(reading.at_s) else "the metrics carry no time"


def _unreadable(state: RolloutState, reading: Reading) -> str:
    for arm, revision in _needed(state):
        if not reading.counters.get(revision):
            return f"the {arm} revision has no metrics"
        wrong = next(filter(None, map(fault, reading.counters[revision].values())), "")
        if wrong:
            return f"{arm}: {wrong}"
    return ""


def _needed(state: RolloutState) -> list[tuple[str, str]]:
    """The stable arm is read only while it has traffic."""
    arms = [("candidate", state.candidate_revision)]
    if state.phase in {"canary", "paused"} and state.weight < EVERYTHING:
        arms.append(("stable", state.stable_revision))
    return arms


def _add(state: RolloutState, reading: Reading, limits: Limits, *, count_split: bool) -> Tally:
    before = state.tally
    new = (
        _new(before, reading, state.stable_revision),
        _new(before, reading, state.candidate_revision),
    )
    warm = before.warm_requests >= limits.warm_up_requests
    stable, candidate = _totals(state, limits)
    return Tally(
        instances=_instances(state, reading),
        warm_requests=before.warm_requests if warm else before.warm_requests + new[1].requests,
        stable=stable.plus(new[0]) if warm and state.phase != "promoted" else stable,
        candidate=candidate.plus(new[1]) if warm else candidate,
        strata=_strata(state, new) if warm and state.phase != "promoted" else before.strata,
        step_requests=_split(before, new) if count_split and warm else before.step_requests,
        consecutive_errors=(
            _streak(before.consecutive_errors[0], new[0]),
            _streak(before.consecutive_errors[1], new[1]),
        ),
    )


def _new(tally: Tally, reading: Reading, revision: str) -> Counters:
    return increases(tally.instances.get(revision), reading.counters.get(revision, {}))


def _restarted(state: RolloutState, reading: Reading) -> bool:
    """Requests that were lost with a process would look like a wrong split."""
    known = state.tally.instances
    arms = (state.stable_revision, state.candidate_revision)
    return any(restarted(known.get(arm, {}), reading.counters.get(arm, {})) for arm in arms)


def _instances(state: RolloutState, reading: Reading) -> dict[str, dict[str, Counters]]:
    """A revision that is not read this time goes on later from where it was."""
    known, now = state.tally.instances, reading.counters
    arms = [arm for arm in (state.stable_revision, state.candidate_revision) if arm in known or arm in now]
    return {arm: remembered(known.get(arm, {}), now.get(arm, {})) for arm in arms}


def _totals(state: RolloutState, limits: Limits) -> Pair:
    """After promotion the candidate is judged in blocks, or a long healthy past would hide a sudden failure."""
    tally = state.tally
    full = state.phase == "promoted" and tally.candidate.requests >= limits.watch_block_requests
    return tally.stable, Counters() if full else tally.candidate


def _strata(state: RolloutState, new: Pair) -> tuple[Pair, ...]:
    """At full weight the stable arm counts nothing more: the candidate is compared with it as it was just before."""
    place = min(state.step, max(0, len(state.weights) - 2))
    known = state.tally.strata
    strata = [*known, *[(Counters(), Counters())] * (place + 1 - len(known))]
    strata[place] = (strata[place][0].plus(new[0]), strata[place][1].plus(new[1]))
    return tuple(strata)


def _split(tally: Tally, new: Pair) -> tuple[float, float]:
    return tally.step_requests[0] + new[0].requests, tally.step_requests[1] + new[1].requests


def _streak(before: float, new: Counters) -> float:
    """Count requests of intervals in which everything failed: a lower bound of the true streak."""
    if not new.requests:
        return before
    return before + new.errors if new.errors == new.requests else 0.0


def _failed(state: RolloutState, traffic: Traffic) -> bool:
    """The newest revision is the candidate's, and it has never become ready."""
    return traffic.blocked and traffic.created == state.candidate_revision != traffic.ready


def _window(state: RolloutState, traffic: Traffic | None, now_s: float, problem: str) -> Window:
    tally = state.tally
    changed = traffic is not None and state.candidate_revision and traffic.created != state.candidate_revision
    return Window(
        now_s=now_s,
        problem=problem,
        stable=tally.stable,
        candidate=tally.candidate,
        strata=tally.strata,
        warm_requests=tally.warm_requests,
        step_requests=tally.step_requests,
        consecutive_errors=tally.consecutive_errors,
        candidate_failed=traffic is not None and _failed(state, traffic),
        cluster_problem=traffic.problem if traffic is not None else "",
        foreign_revision=traffic.created if traffic is not None and changed else "",
    )

"""The decision: what to do with the candidate's traffic, from what was counted. Pure, and the only place that judges.

Missing, stale or contradictory data holds; it never moves traffic.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from talktrack.operations.rollout import evidence
from talktrack.operations.rollout.guards import alpha, guards, measured
from talktrack.operations.rollout.limits import ERRORS, LATENCY, STANDARD, Limits
from talktrack.operations.rollout.state import RolloutState
from talktrack.operations.rollout.window import Window

Action = Literal["hold", "advance", "promote", "pause", "roll_back"]


@dataclass(frozen=True)
class Decision:
    """What to do and why, in a sentence; `evidence` holds the log likelihood ratio of each guard that was tested."""

    action: Action
    reason: str
    evidence: dict[str, float] = field(default_factory=dict)


def decide(state: RolloutState, window: Window, limits: Limits = STANDARD) -> Decision:
    """Judge one rollout at one tick.

    Order matters: a finished rollout has nothing to decide, bad data is never judged, harm is stopped before
    anything is asked about progress.
    """
    if state.phase in {"promoting", "rolling_back", "rolled_back"}:
        return Decision("hold", f"the rollout is {state.phase.replace('_', ' ')}")
    verdict = _cluster(state, window)
    for check in (_data, _streak, _guards, _split, _phase, _progress, _goal):
        verdict = verdict or check(state, window, limits)
    return verdict or _onward(state, window, limits)


def _cluster(state: RolloutState, window: Window) -> Decision | None:
    """Facts about revisions need no metrics."""
    if window.foreign_revision and state.phase != "paused":
        reason = f"revision {window.foreign_revision} was made by somebody else: compare it, then promote or abort"
        return Decision("pause", reason)
    if window.candidate_failed and state.phase == "canary":
        return Decision("roll_back", window.cluster_problem or "the candidate revision cannot load its release")
    return None


def _data(state: RolloutState, window: Window, limits: Limits) -> Decision | None:
    if not window.problem:
        return None
    return _wait(state, window, limits, window.problem)


def _wait(state: RolloutState, window: Window, limits: Limits, reason: str) -> Decision:
    """Hold, and hand over to a person once the deadline of this weight has passed."""
    waited_s = window.now_s - state.step_since_s
    if state.phase == "canary" and waited_s > limits.step_deadline_s:
        hours = limits.step_deadline_s / 3600
        return Decision("pause", f"inconclusive after {hours:.0f} hours at {state.weight} %: {reason}")
    return Decision("hold", reason)


def _streak(state: RolloutState, window: Window, limits: Limits) -> Decision | None:
    stable, candidate = window.consecutive_errors
    if candidate < limits.consecutive_errors:
        return None
    if stable >= limits.consecutive_errors:
        return _wait(state, window, limits, "both arms fail alike, so the cause is shared")
    return Decision("roll_back", f"{candidate:.0f} requests in a row failed on the candidate")


def _guards(state: RolloutState, window: Window, limits: Limits) -> Decision | None:
    """Roll back on proof of harm; after promotion only on proof of critical harm."""
    critical = state.phase == "promoted"
    known = guards(window, limits, critical=critical)
    found = measured(window, limits, critical=critical)
    for name, log_ratio in found.items():
        if log_ratio >= -math.log(alpha(name, limits, critical=critical)):
            return Decision("roll_back", f"{name} is worse: {known[name]}", found)
    return None


def _split(state: RolloutState, window: Window, limits: Limits) -> Decision | None:
    """Traffic that is not split as asked cannot be compared: a person has to look."""
    share = state.weight / 100
    if limits.sticky or state.phase != "canary" or not 0 < share < 1:
        return None
    stable, candidate = window.step_requests
    if evidence.split_wrong(stable, candidate, share) < -math.log(limits.split_alpha):
        return None
    found = candidate / (stable + candidate)
    return Decision("pause", f"the candidate got {found:.1%} of the requests instead of {share:.0%}")


def _phase(state: RolloutState, window: Window, limits: Limits) -> Decision | None:
    if state.phase == "paused":
        return Decision("hold", "paused: a person promotes or aborts", measured(window, limits))
    if state.phase == "promoted":
        return Decision("hold", "the promoted release is healthy")
    return None


def _progress(state: RolloutState, window: Window, limits: Limits) -> Decision | None:
    if window.warm_requests < limits.warm_up_requests:
        reason = f"warming up: {window.warm_requests:.0f} of {limits.warm_up_requests} requests"
        return _wait(state, window, limits, reason)
    if window.step_requests[1] < limits.minimum_requests:
        reason = f"{window.step_requests[1]:.0f} of {limits.minimum_requests} requests at {state.weight} %"
        return _wait(state, window, limits, reason)
    found = measured(window, limits)
    if not found.keys() >= {ERRORS, LATENCY}:
        return _wait(state, window, limits, "an arm has too few answers to compare")
    suspect = next((name for name, ratio in found.items() if ratio >= -math.log(limits.suspicion)), None)
    if suspect:
        return _wait(state, window, limits, f"{suspect} may be worse: {guards(window, limits)[suspect]}")
    return None


def _goal(state: RolloutState, window: Window, limits: Limits) -> Decision | None:
    """With a goal, no harm is not enough for the last weight: the candidate has to be better."""
    if not limits.goal or state.step < len(state.weights) - 1:
        return None
    guard = guards(window, limits).get(limits.goal)
    if guard is None:
        return _wait(state, window, limits, f"too little is known of the goal, {limits.goal}")
    if guard.better() < -math.log(limits.goal_alpha):
        return _wait(state, window, limits, f"the goal, {limits.goal}, is not proven better: {guard}")
    return None


def _onward(state: RolloutState, window: Window, limits: Limits) -> Decision:
    count = f"{window.candidate.requests:.0f} requests, no guard is worse"
    found = measured(window, limits)
    if state.step == len(state.weights) - 1:
        return Decision("promote", f"all weights passed: {count}", found)
    return Decision("advance", f"{state.weight} % passed: {count}", found)

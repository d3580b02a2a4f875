"""What a rollout has shown: a row per arm, the differences between them, and a sentence. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce

from talktrack.core.traffic import Counters
from talktrack.operations.rollout.comparison import Difference, compare
from talktrack.operations.rollout.guards import MICROSECONDS
from talktrack.operations.rollout.limits import STANDARD, Limits
from talktrack.operations.rollout.state import RolloutState, reason_of
from talktrack.operations.rollout.verdict import verdict

LARGEST_LOG = 40.0  # seven thousand years
BEFORE = "the release before"
HAPPENED = {
    "paused": ("pause", "is paused"),
    "promoting": ("promote", "is being promoted"),
    "promoted": ("promote", "was promoted"),
    "rolling_back": ("roll_back", "is being rolled back"),
    "rolled_back": ("roll_back", "was rolled back"),
}
"""By phase: the decision that led there, and how it is told."""


@dataclass(frozen=True)
class ArmRow:
    """One arm in figures; "watched" is the candidate since its promotion.

    Shares are in [0, 1]; None where nothing was counted. `latency_s` is the geometric mean of good answers, in seconds,
    which lies near the median.
    """

    arm: str
    release: str
    requests: float
    error_rate: float | None
    latency_s: float | None
    feedback: float
    negative_feedback: float | None


@dataclass(frozen=True)
class Results:
    """The arms, how they differ with 95 % intervals, and the verdict as a sentence."""

    rows: tuple[ArmRow, ...]
    differences: tuple[Difference, ...]
    verdict: str


def results(state: RolloutState, limits: Limits = STANDARD) -> Results:
    """Return what the analysis has shown, and what the watch counts since a promotion.

    A release that was promoted and is taken back all the same is compared by what the watch has seen.
    """
    counted = (state.tally.stable, state.tally.candidate)
    analysed = state.analysed or (state.tally.strata or (counted,))
    totals = [reduce(Counters.plus, (arms[arm] for arms in analysed)) for arm in (0, 1)]
    names = (state.stable.id or BEFORE, state.candidate.id)
    judged = (counted,) if state.analysed and state.phase in {"rolling_back", "rolled_back"} else analysed
    differences = tuple(compare(judged, limits, state.outcomes))
    rows = [_row("stable", names[0], totals[0]), _row("candidate", names[1], totals[1])]
    if state.analysed:
        rows.append(_row("watched", names[1], counted[1]))
    return Results(tuple(rows), differences, _told(state, names, differences))


def _told(state: RolloutState, names: tuple[str, str], differences: tuple[Difference, ...]) -> str:
    """Return what has become of the candidate and why, and how it compares."""
    if not state.stable.uri:
        return f"{state.candidate.id} is the first release: there is nothing to compare it with."
    action, happened = HAPPENED.get(state.phase, ("", ""))
    why = reason_of(state, action)
    if not why:
        return verdict(*names, differences)
    told = f"{state.candidate.id} {happened}: {why}."
    return f"{told} {verdict(*names, differences)}" if differences else told


def _row(arm: str, release: str, counted: Counters) -> ArmRow:
    log = counted.mean_log_latency
    return ArmRow(
        arm=arm,
        release=release,
        requests=counted.requests,
        error_rate=counted.error_rate,
        latency_s=None if log is None else math.exp(min(log, LARGEST_LOG)) / MICROSECONDS,
        feedback=counted.feedback,
        negative_feedback=counted.feedback_negative / counted.feedback if counted.feedback else None,
    )

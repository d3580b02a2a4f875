"""How a rollout's state changes: begun, identified, following a decision, finished. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.traffic import Traffic
from talktrack.operations.rollout.history import extended
from talktrack.operations.rollout.limits import Limits
from talktrack.operations.rollout.plan import EVERYTHING
from talktrack.operations.rollout.policy import Decision
from talktrack.operations.rollout.state import (
    ENDED,
    WEIGHTS,
    Entry,
    Phase,
    Release,
    RolloutState,
    Tally,
    reason_of,
    remember,
)
from talktrack.operations.rollout.window import Window

STORM_LIMIT = 2


@dataclass(frozen=True)
class Order:
    """What a person or a pipeline asks for: this release, up this ladder of percentages.

    `acknowledge` says that a person has looked at the automatic rollbacks before this one.

    Raises:
        ConfigurationInvalidError: the weights do not rise from at least 1 to exactly 100.
    """

    tenant: str
    candidate: Release
    weights: tuple[int, ...] = WEIGHTS
    acknowledge: bool = False

    def __post_init__(self) -> None:
        """Refuse a ladder that cannot be climbed."""
        ladder = list(self.weights)
        if not ladder or ladder != sorted(set(ladder)) or ladder[0] < 1 or ladder[-1] != EVERYTHING:
            raise ConfigurationInvalidError(f"weights {ladder} must rise from at least 1 to 100, as 5,10,25,50,100.")


def refusal(order: Order, before: RolloutState | None, traffic: Traffic | None) -> str:
    """Say why a rollout may not begin now, or return the empty string."""
    if before is not None and before.phase not in ENDED and not _stillborn(before, traffic):
        same = before.candidate == order.candidate
        return "this rollout is already in progress" if same else f"{before.candidate.id} is still being rolled out"
    if traffic is not None and traffic.uri == order.candidate.uri:
        return "this release is already in service"
    if traffic is not None and traffic.percent not in {None, EVERYTHING}:
        return "somebody else has split the traffic: finish or remove that canary first"
    if before is not None and before.automatic_rollbacks >= STORM_LIMIT and not order.acknowledge:
        return f"{STORM_LIMIT} candidates in a row were rolled back: find out why, then start with acknowledge"
    return ""


def planned(order: Order, before: RolloutState | None) -> str:
    """Say that a rollout is planned; and why its release was taken back the last time, where that is remembered."""
    said = "the rollout is planned"
    if before is None or before.phase != "rolled_back" or before.candidate.id != order.candidate.id:
        return said
    why = reason_of(before, "roll_back")
    return f"{said}, though this release was rolled back the last time{why and f': {why}'}"


def _stillborn(before: RolloutState, traffic: Traffic | None) -> bool:
    """A first release that cannot load leads nowhere: another one may take its place."""
    return before.phase == "promoting" and not before.stable.uri and traffic is not None and traffic.blocked


def begin(
    order: Order, before: RolloutState | None, traffic: Traffic | None, champion: str | None, now_s: float
) -> RolloutState:
    """Return the first state. Where nothing has ever served, there is nothing to compare with: it takes all at once."""
    serving = traffic is not None and bool(traffic.rolled_out)
    newest = traffic.rolled_out or traffic.created if traffic else ""
    counted = before.automatic_rollbacks if before is not None and not order.acknowledge else 0
    return RolloutState(
        tenant=order.tenant,
        stable=Release(id=champion or "", uri=traffic.uri if traffic and serving else ""),
        candidate=order.candidate,
        phase="canary" if serving else "promoting",
        started_s=now_s,
        step_since_s=now_s,
        weights=order.weights,
        stable_revision=newest,
        automatic_rollbacks=counted,
    )


def identified(state: RolloutState, traffic: Traffic | None) -> RolloutState:
    """Remember the name of the candidate's revision as soon as the cluster has made it."""
    if state.candidate_revision or traffic is None or traffic.uri != state.candidate.uri:
        return state
    if not traffic.created or traffic.created == state.stable_revision:
        return state
    return msgspec.structs.replace(state, candidate_revision=traffic.created)


def follow(state: RolloutState, decision: Decision, now_s: float) -> RolloutState:
    """Return the state that a decision asks for."""
    if state.phase in {"promoting", "rolling_back", "rolled_back"}:
        return state
    if decision.action == "roll_back" and not state.stable.uri:
        decision = Decision("pause", f"there is no earlier release to go back to; {decision.reason}", decision.evidence)
    state = remember(state, _entry(state, decision, now_s))
    if decision.action == "advance":
        return enter(state, "canary", now_s, step=state.step + 1)
    if decision.action == "roll_back":
        rollbacks = state.automatic_rollbacks + 1
        return enter(msgspec.structs.replace(state, automatic_rollbacks=rollbacks), "rolling_back", now_s)
    moves: dict[str, Phase] = {"promote": "promoting", "pause": "paused"}
    return enter(state, moves[decision.action], now_s) if decision.action in moves else state


def _entry(state: RolloutState, decision: Decision, now_s: float) -> Entry:
    return Entry(
        at_s=now_s, action=decision.action, reason=decision.reason, weight=state.weight, evidence=decision.evidence
    )


def enter(state: RolloutState, phase: Phase, now_s: float, step: int | None = None) -> RolloutState:
    """Enter a phase or a weight; its time and its requests are counted from here."""
    tally = msgspec.structs.replace(state.tally, step_requests=(0.0, 0.0))
    step = state.step if step is None else step
    return msgspec.structs.replace(state, phase=phase, step_since_s=now_s, step=step, tally=tally)


def recorded(state: RolloutState, window: Window, limits: Limits) -> RolloutState:
    """Remember what was known at this tick, for reports and plots."""
    watched = state.phase == "promoted"
    points = extended(state.history, window, state.weight, limits, watched=watched)
    outcomes = dict(window.outcomes) or state.outcomes
    return msgspec.structs.replace(state, history=tuple(points), outcomes=outcomes)


def finish(state: RolloutState, now_s: float) -> RolloutState:
    """Return where a rollout arrives that has nothing left to do; promotion starts the watch with a fresh tally."""
    if state.phase == "promoting":
        fresh = Tally(
            instances=state.tally.instances, stable=state.tally.stable, warm_requests=state.tally.warm_requests
        )
        shown = state.tally.strata or ((state.tally.stable, state.tally.candidate),)
        state = msgspec.structs.replace(state, automatic_rollbacks=0, tally=fresh, analysed=shown)
        return enter(state, "promoted", now_s)
    return enter(state, "rolled_back", now_s) if state.phase == "rolling_back" else state

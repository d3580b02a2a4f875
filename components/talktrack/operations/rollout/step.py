"""The verbs of a rollout: start writes the plan, each tick takes at most one idempotent action, people overrule.

Every verb writes the state first and acts after: killed in between, the next tick finds what is left to do by
comparing the state with the cluster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from talktrack.core.errors import ConflictError
from talktrack.core.ports import Pointer
from talktrack.core.traffic import SetWeight, Traffic
from talktrack.operations.rollout.actions import Await, MovePointer, RolloutAction
from talktrack.operations.rollout.limits import STANDARD, Limits
from talktrack.operations.rollout.measurement import measure
from talktrack.operations.rollout.outcomes import believed
from talktrack.operations.rollout.plan import plan
from talktrack.operations.rollout.policy import Decision, decide
from talktrack.operations.rollout.ports import Ports
from talktrack.operations.rollout.report import Report, Status
from talktrack.operations.rollout.state import Entry, Phase, RolloutState, decode, encode, remember
from talktrack.operations.rollout.transitions import (
    Order,
    begin,
    enter,
    finish,
    follow,
    identified,
    planned,
    recorded,
    refusal,
)
from talktrack.operations.rollout.window import Window


def start(ports: Ports, order: Order, *, dry_run: bool = False) -> Report:
    """Write the plan that brings a registered release to all traffic; ticks carry it out.

    Starting the same release again is the same as once. Another rollout in progress, a canary made by somebody else,
    or two automatic rollbacks in a row (unless the order acknowledges them) refuse, with the reason as a value.
    """
    loaded, traffic = _recall(ports), ports.control.read()
    before, version = loaded or (None, None)
    reason = refusal(order, before, traffic)
    if reason:
        return Report(before, Decision("hold", reason))
    pointer = ports.registry.pointer()
    state = begin(order, before, traffic, pointer.champion, ports.clock())
    if not dry_run:
        ports.store.save(encode(state), version)
    return Report(state, Decision("hold", planned(order, before)), left=tuple(plan(state, traffic, pointer)))


def tick(ports: Ports, limits: Limits = STANDARD, *, dry_run: bool = False) -> Report:
    """Look once, decide once, take at most one action; safe to call at any time and from anywhere."""
    loaded = _recall(ports)
    if loaded is None:
        return Report(None, Decision("hold", "there is no rollout"))
    before, version = loaded
    traffic = ports.control.read()
    state, window = _look(ports, before, traffic, limits)
    decision = decide(state, window, limits)
    state = follow(state, decision, window.now_s)
    pointer = ports.registry.pointer()
    left = plan(state, traffic, pointer)
    state = recorded(state, window, limits)
    state = state if left else finish(state, window.now_s)
    action = _next(left, state, window)
    if dry_run:
        return Report(state, decision, left=tuple(left), traffic=traffic)
    known = before
    try:
        if state != before:
            ports.store.save(encode(state), version)
        known = state
        _apply(ports, action, traffic, pointer)
    except ConflictError as conflict:
        return Report(known, Decision("hold", f"somebody else wrote first: {conflict}"), traffic=traffic)
    return Report(state, decision, action, tuple(left[1:] if action else left), traffic)


def promote(ports: Ports, *, dry_run: bool = False) -> Report:
    """Let a person end the analysis and give the candidate everything."""
    return _overrule(ports, "promoting", Decision("promote", "a person promoted it"), dry_run=dry_run)


def abort(ports: Ports, *, dry_run: bool = False) -> Report:
    """Let a person take the candidate back, also after it was promoted."""
    return _overrule(ports, "rolling_back", Decision("roll_back", "a person aborted it"), dry_run=dry_run)


def status(ports: Ports) -> Status:
    """Return the rollout as it stands, without changing anything."""
    loaded, traffic = _recall(ports), ports.control.read()
    if loaded is None:
        return Status(None, traffic)
    return Status(loaded[0], traffic, tuple(plan(loaded[0], traffic, ports.registry.pointer())))


def _recall(ports: Ports) -> tuple[RolloutState, str] | None:
    found = ports.store.load()
    return (decode(found[0]), found[1]) if found else None


def _look(ports: Ports, state: RolloutState, traffic: Traffic | None, limits: Limits) -> tuple[RolloutState, Window]:
    state = identified(state, traffic)
    urls = dict(traffic.urls) if traffic else {}
    wanted = {name: urls[name] for name in (state.stable_revision, state.candidate_revision) if name in urls}
    watched = state.phase in {"canary", "paused", "promoted"}
    arms = {state.stable_revision: state.stable.id, state.candidate_revision: state.candidate.id}
    releases = {revision: release for revision, release in arms.items() if revision and release}
    reading = ports.metrics.read(wanted, releases) if watched and (wanted or releases) else None
    now_s = ports.clock()
    state, window = measure(state, reading, traffic, now_s, limits)
    business = ports.outcomes.read() if watched else None
    return state, replace(window, outcomes=believed(business, state, now_s, limits))


def _next(left: Sequence[RolloutAction], state: RolloutState, window: Window) -> RolloutAction | None:
    """The first action, unless the cluster has to catch up or it would move traffic on bad data."""
    if not left or isinstance(left[0], Await):
        return None
    blind = bool(window.problem) and state.phase == "canary" and isinstance(left[0], SetWeight)
    return None if blind else left[0]


def _apply(ports: Ports, action: RolloutAction | None, traffic: Traffic | None, pointer: Pointer) -> None:
    """Apply one action to what the plan was made from; ConflictError when that has changed since."""
    if action is None or isinstance(action, Await):
        return
    if isinstance(action, MovePointer):
        ports.registry.move(pointer, champion=action.champion, candidate=action.candidate)
    else:
        ports.control.apply(action, traffic)


def _overrule(ports: Ports, phase: Phase, decision: Decision, *, dry_run: bool) -> Report:
    loaded = _recall(ports)
    allowed = {"canary", "paused"} if phase == "promoting" else {"canary", "paused", "promoting", "promoted"}
    if loaded is None or loaded[0].phase not in allowed:
        return Report(loaded[0] if loaded else None, Decision("hold", "there is no rollout that this could change"))
    state, version = loaded
    if phase == "rolling_back" and not state.stable.uri:
        return Report(state, Decision("hold", "there is no earlier release to go back to"))
    now_s = ports.clock()
    state = remember(state, Entry(at_s=now_s, action=decision.action, reason=decision.reason, weight=state.weight))
    state = enter(state, phase, now_s)
    if not dry_run:
        ports.store.save(encode(state), version)
    return Report(state, decision, left=tuple(plan(state, ports.control.read(), ports.registry.pointer())))

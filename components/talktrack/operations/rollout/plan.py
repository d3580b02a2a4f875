"""From what is wanted and what is there to the actions in between, in order. Pure; printable before it is applied."""

from __future__ import annotations

from collections.abc import Iterator

from talktrack.core.ports import Pointer
from talktrack.core.traffic import Deploy, RollOutFully, SetWeight, Traffic
from talktrack.operations.rollout.actions import Await, MovePointer, RolloutAction
from talktrack.operations.rollout.state import RolloutState

EVERYTHING = 100


def plan(state: RolloutState, traffic: Traffic | None, pointer: Pointer) -> list[RolloutAction]:
    """Return every action that is left until the cluster and the registry are as the state wants them.

    Only the first may be applied now: the later ones assume that it succeeded.
    """
    steps = {
        "canary": _canary,
        "promoting": _promoting,
        "rolling_back": _rolling_back,
    }.get(state.phase)
    return list(steps(state, traffic, pointer)) if steps else []


def _canary(state: RolloutState, traffic: Traffic | None, pointer: Pointer) -> Iterator[RolloutAction]:
    if pointer.candidate is None:
        yield MovePointer(pointer.champion, state.candidate.id)
    if traffic is None or (traffic.uri != state.candidate.uri and not state.candidate_revision):
        yield Deploy(state.candidate.uri, state.weight if traffic else None)
    elif traffic.uri == state.candidate.uri and traffic.percent != state.weight:
        yield SetWeight(state.weight)


def _promoting(state: RolloutState, traffic: Traffic | None, pointer: Pointer) -> Iterator[RolloutAction]:
    if traffic is None or (traffic.uri != state.candidate.uri and not state.candidate_revision):
        yield Deploy(state.candidate.uri, None)
    elif traffic.uri == state.candidate.uri and traffic.percent is not None:
        yield RollOutFully()
    if traffic is None or traffic.shares.get(state.candidate_revision, 0) != EVERYTHING:
        yield Await("the candidate serves all traffic")
    yield from _settled(state, pointer, state.candidate.id)


def _rolling_back(state: RolloutState, traffic: Traffic | None, pointer: Pointer) -> Iterator[RolloutAction]:
    if traffic is not None and traffic.uri == state.candidate.uri:
        yield from _withdraw(state, traffic)
    elif traffic is not None and traffic.uri == state.stable.uri:
        yield from _restore(state, traffic)
    yield from _settled(state, pointer, state.stable.id or None)


def _withdraw(state: RolloutState, traffic: Traffic) -> Iterator[RolloutAction]:
    """Take the candidate out of the traffic, then out of the spec, never letting its share rise again.

    The spec goes back to the stable release at 0 %, because the newest *ready* revision takes what the spec gives:
    until the restored one is ready that would still be the candidate.
    """
    if not traffic.previous and traffic.rolled_out == state.candidate_revision:
        yield Deploy(state.stable.uri, None)  # the cluster remembers nothing to fall back to: replace it directly
        return
    if traffic.percent != 0:
        yield SetWeight(0)
    if traffic.percent != 0 or traffic.shares.get(state.candidate_revision, 0) != 0:
        yield Await("the candidate serves nothing")
    yield Deploy(state.stable.uri, 0)
    yield Await("the restored revision is ready")
    yield RollOutFully()


def _restore(state: RolloutState, traffic: Traffic) -> Iterator[RolloutAction]:
    restored = traffic.created if traffic.created != state.candidate_revision else ""
    if traffic.percent is not None:
        if not restored or traffic.ready != restored:
            yield Await("the restored revision is ready")
        yield RollOutFully()
    if not restored or traffic.shares.get(restored, 0) != EVERYTHING:
        yield Await("the restored revision serves all traffic")


def _settled(state: RolloutState, pointer: Pointer, champion: str | None) -> Iterator[RolloutAction]:
    """Write who serves; another candidate that has queued up meanwhile stays."""
    queued = pointer.candidate if pointer.candidate != state.candidate.id else None
    if (pointer.champion, pointer.candidate) != (champion, queued):
        yield MovePointer(champion, queued)

"""What the controller answers, as plain values: where rollouts stand and which arm a user belongs to. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from talktrack.operations.rollout.assignment import Assignment, assign
from talktrack.operations.rollout.results import results
from talktrack.services.controller.board import Sight

Json = dict[str, Any]
NOTHING_YET = Assignment("stable", "", note="there is no rollout: the service's own address serves everybody")


def summary(tenant: str, sight: Sight) -> Json:
    """Return one tenant's rollout in a few figures; without one, `phase` is null."""
    state = sight.report.state if sight.report else None
    return {
        "tenant": tenant,
        "at_s": sight.at_s,
        "failure": sight.failure,
        "phase": state.phase if state else None,
        "weight": state.weight if state else None,
        "stable": state.stable.id if state else None,
        "candidate": state.candidate.id if state else None,
    }


def detail(tenant: str, sight: Sight) -> Json:
    """Return everything that is known of one tenant's rollout: state, newest decision, what is left, results."""
    report = sight.report
    if report is None or report.state is None:
        return summary(tenant, sight)
    more = {
        "state": report.state,
        "decision": report.decision,
        "applied": report.applied,
        "left": report.left,
        "traffic": report.traffic,
        "results": results(report.state),
    }
    found: Json = msgspec.to_builtins(summary(tenant, sight) | more)
    return found


def arm(sight: Sight, user: str) -> Json:
    """Return where a user's requests go."""
    report = sight.report
    if report is None or report.state is None:
        answer: Json = msgspec.to_builtins(NOTHING_YET)
    else:
        answer = msgspec.to_builtins(assign(report.state, report.traffic, user))
    return answer

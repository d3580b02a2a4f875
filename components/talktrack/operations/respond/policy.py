"""Which severity of which evidence calls for what: a pure mapping from findings to a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from talktrack.core.findings import INCONCLUSIVE, SEVERITIES, Finding, Findings
from talktrack.core.ids import stable_id
from talktrack.operations.respond.history import History, Limits
from talktrack.operations.respond.plan import (
    INVESTIGATE,
    NOTHING,
    NOTIFY,
    ORDER,
    RETRAIN_FULL,
    RETRAIN_INCREMENTAL,
    RETRAINING,
    ROLL_BACK,
    Action,
    Plan,
)

# Changed inputs say nothing about whether an older release would do better, so they never roll back.
INPUTS: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "low": (NOTIFY,),
    "medium": (INVESTIGATE, NOTIFY),
    "high": (RETRAIN_INCREMENTAL, NOTIFY),
    "critical": (RETRAIN_FULL, INVESTIGATE, NOTIFY),
}
QUALITY: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "low": (NOTIFY,),
    "medium": (RETRAIN_INCREMENTAL, NOTIFY),
    "high": (RETRAIN_FULL, INVESTIGATE, NOTIFY),
    "critical": (ROLL_BACK, INVESTIGATE, NOTIFY),
}
RESPONSES: Mapping[str, Mapping[str, tuple[str, ...]]] = {"inputs": INPUTS, "quality": QUALITY}


def decide(findings: Findings, history: History, limits: Limits, now: datetime) -> Plan:
    """Return the plan that findings call for, within the limit on automatic retraining.

    Evidence of an unknown source is answered like changed inputs.
    """
    name = stable_id("plan", findings.tenant, findings.as_of, msgspec.json.encode(findings.items))
    wanted: dict[str, list[Finding]] = {}
    for finding in findings.items:
        for kind in RESPONSES.get(finding.source, INPUTS)[finding.severity]:
            wanted.setdefault(kind, []).append(finding)
    if RETRAIN_FULL in wanted:
        wanted[RETRAIN_FULL] += wanted.pop(RETRAIN_INCREMENTAL, [])
    actions = _limited([_action(kind, wanted[kind]) for kind in ORDER if kind in wanted], history, limits, name, now)
    return Plan(
        id=name,
        tenant=findings.tenant,
        as_of=findings.as_of,
        severity=findings.severity,
        actions=actions or [_nothing(findings)],
    )


def _limited(actions: list[Action], history: History, limits: Limits, plan: str, now: datetime) -> list[Action]:
    """Put an investigation in a retraining's place when no more are allowed."""
    refusal = history.refusal(plan, limits, now)
    retraining = [action for action in actions if action.kind in RETRAINING]
    if refusal is None or not retraining:
        return actions
    names = [name for action in retraining for name in action.findings]
    halted = [Action(kind=kind, reason=f"no retraining: {refusal}", findings=names) for kind in (INVESTIGATE, NOTIFY)]
    others = [action for action in actions if action.kind not in {*RETRAINING, INVESTIGATE, NOTIFY}]
    return [*others, *halted]


def _action(kind: str, because: Iterable[Finding]) -> Action:
    ranked = sorted(because, key=lambda finding: -SEVERITIES.index(finding.severity))
    worst = ranked[0]
    more = f" and {len(ranked) - 1} more" if len(ranked) > 1 else ""
    reason = f"{worst.name} is {worst.severity} ({worst.reason}){more}"
    return Action(kind=kind, reason=reason, findings=[finding.name for finding in ranked])


def _nothing(findings: Findings) -> Action:
    unknown = sum(finding.verdict == INCONCLUSIVE for finding in findings.items)
    if not findings.items:
        reason = findings.note or "there are no findings"
    elif unknown:
        reason = (
            f"{unknown} of {len(findings.items)} findings are inconclusive and none drifted: missing data means hold"
        )
    else:
        reason = f"all {len(findings.items)} findings are stable"
    return Action(kind=NOTHING, reason=reason)

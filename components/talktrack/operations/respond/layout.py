"""What the page and the metrics show, as plain data."""

from __future__ import annotations

from talktrack.core.findings import SEVERITIES, Findings
from talktrack.operations.respond.plan import Plan

Value = str | float | int


def headline(plan: Plan, *, dry_run: bool) -> dict[str, Value]:
    """Return what to look at first."""
    return {
        "severity": plan.severity,
        "first action": plan.first.replace("_", " "),
        "as of": plan.as_of,
        "applied": "no, a dry run" if dry_run else "yes",
    }


def actions(plan: Plan) -> list[tuple[Value, ...]]:
    """Return one row per action, the most urgent first."""
    return [(action.kind.replace("_", " "), action.reason) for action in plan.actions]


def evidence(findings: Findings) -> list[tuple[Value, ...]]:
    """Return one row per finding that asks for anything, the worst first."""
    loud = [finding for finding in findings.items if finding.severity != "none"]
    ranked = sorted(loud, key=lambda finding: -SEVERITIES.index(finding.severity))
    return [(finding.source, finding.name, finding.severity, finding.reason) for finding in ranked]


def counts(plan: Plan, findings: Findings) -> dict[str, int]:
    """Return a 1 per action of the plan and the number of findings by severity."""
    by_severity = {f"findings_{name}": sum(f.severity == name for f in findings.items) for name in SEVERITIES}
    return {action.kind: 1 for action in plan.actions} | by_severity

"""Respond as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.CONTROL, install_kfp_package=False)
def respond(
    findings: dsl.Input[dsl.Artifact],
    report: dsl.Output[dsl.HTML],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    dry_run: bool = True,
    max_retrains: int = 2,
    window_days: float = 14.0,
    cooldown_days: float = 3.0,
) -> str:
    """Turn findings into a plan, print it, keep it, and return the action to take now: nothing in a dry run.

    Args:
        findings: JSON document that drift wrote.
        report: Page with the plan and its reasons; it opens without a network.
        metrics: Actions in the plan and findings by severity.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        dry_run: Print the plan and change nothing.
        max_retrains: Automatic retrainings allowed in the window; more are left to a person.
        window_days: Length of that window.
        cooldown_days: Least time between two automatic retrainings.
    """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path

    from talktrack.core.home import TenantHome
    from talktrack.engines import reports
    from talktrack.operations.respond import layout
    from talktrack.operations.respond.history import Limits
    from talktrack.operations.respond.plan import NOTHING
    from talktrack.operations.respond.step import read_findings, run
    from talktrack.systems.storage import open_store

    found = read_findings(findings.path, tenant)
    limits = Limits(max_retrains, window_days, cooldown_days)
    monitoring = open_store(TenantHome(home, tenant).monitoring)
    plan = run(found, monitoring, limits, datetime.now(UTC), dry_run=dry_run)
    sys.stdout.write(f"{plan}\n")
    blocks: list[reports.Block] = [reports.Facts(layout.headline(plan, dry_run=dry_run))]
    blocks += [reports.TableBlock(("action", "why"), layout.actions(plan)), reports.Heading("Findings")]
    blocks += [reports.TableBlock(("evidence", "what", "severity", "why"), layout.evidence(found))]
    Path(report.path).write_text(reports.page(f"Response for {tenant}", blocks), encoding="utf-8")
    for name, value in layout.counts(plan, found).items():
        metrics.log_metric(name, value)
    return NOTHING if dry_run else plan.first

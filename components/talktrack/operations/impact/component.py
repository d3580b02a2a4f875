"""Impact as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def impact(
    report: dsl.Output[dsl.HTML],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    since: str = "",
    as_of: str = "",
    window_days: int = 180,
) -> None:
    """Say whether the business does better since the first release, and with which arm of an experiment.

    Args:
        report: Page with a sentence, the figures and a 95 % interval for every measure; it opens without a network.
        metrics: Differences with the ends of their intervals, and how many are better, worse, undecided or missing.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        since: The date that before and after are told from, ISO 8601; empty for the first release in service.
        as_of: End of what is looked at, ISO 8601; empty for now, newest for the newest event or closed deal.
        window_days: Most days that are looked at before the date and after it.
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from talktrack.core.home import TenantHome
    from talktrack.core.outcomes import Outcomes
    from talktrack.engines import reports
    from talktrack.operations.impact import layout, outcomes
    from talktrack.operations.impact.step import Settings, run
    from talktrack.systems.registry import open_registry
    from talktrack.systems.repository import open_repository
    from talktrack.systems.storage import open_store

    settings = Settings(since, as_of, window_days)
    found = run(open_repository(home, tenant), open_registry(home, tenant), settings, datetime.now(UTC))
    blocks: list[reports.Block] = [reports.Facts(layout.headline(found)), *map(reports.Text, found.notes)]
    for name, changes in found.sections.items():
        blocks += [reports.Heading(name), *map(reports.Text, layout.sentences(changes))]
        blocks += [reports.TableBlock(layout.headers(changes), layout.rows(changes))]
        drawn = layout.drawn(changes)
        if drawn.labels:
            values = (drawn.labels, drawn.centers, drawn.lows, drawn.highs)
            blocks += [reports.Intervals("Difference", *values, f"% of {changes[0].names.before}")]
    html = reports.page(f"Business impact at {tenant}", [*blocks, reports.Text(layout.CAUTION)])
    Path(report.path).write_text(html, encoding="utf-8")
    place = TenantHome(home, tenant)
    open_store(place.reports).write("impact.html", html.encode())
    told = Outcomes(tenant=tenant, as_of_s=found.until.timestamp(), comparisons=found.comparisons)
    outcomes.keep(open_store(place.monitoring), told)
    for name, value in layout.figures(found).items():
        metrics.log_metric(name, value)

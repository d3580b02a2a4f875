"""Drift as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def drift(
    report: dsl.Output[dsl.HTML],
    findings: dsl.Output[dsl.Artifact],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    as_of: str = "",
    window_days: int = 7,
    reference_days: int = 90,
    reference: str = "default",
    renew_reference: bool = False,
    minimum_conversations: int = 100,
) -> str:
    """Compare the newest conversations with the stored reference and return the worst severity.

    Args:
        report: Page with the verdict on every feature; it opens without a network.
        findings: One JSON document for respond.
        metrics: Counts of verdicts and the worst excess.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        as_of: End of the window in ISO 8601; empty for now, newest for the newest conversation.
        window_days: Length of the window that is compared.
        reference_days: Length of the span that a new reference is made from.
        reference: Name of the reference to compare with; the first run makes it.
        renew_reference: Make the reference anew from the data, after a change that is meant to stay.
        minimum_conversations: Rows needed on both sides of a comparison; with fewer it is inconclusive.
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from talktrack.core.home import TenantHome
    from talktrack.engines import reports
    from talktrack.operations.drift import layout
    from talktrack.operations.drift.judgement import Thresholds
    from talktrack.operations.drift.step import Embedded, Settings, run
    from talktrack.systems.repository import open_repository
    from talktrack.systems.storage import open_store
    from talktrack.systems.vectors.chosen import open_vectors

    place, vectors = TenantHome(home, tenant), open_vectors(home, tenant)
    thresholds = Thresholds(minimum=minimum_conversations)
    settings = Settings(tenant, as_of, window_days, reference_days, reference, renew_reference, thresholds)
    live = vectors.live()
    embedded = Embedded(live.collection, vectors.scan) if live else Embedded()
    look = run(open_repository(home, tenant), embedded, open_store(place.monitoring), settings, datetime.now(UTC))

    blocks: list[reports.Block] = [reports.Facts(layout.headline(look)), reports.Text(look.findings.note)]
    if look.findings.items:
        names, excess = layout.bars(look.findings.items)
        blocks += [reports.BarPlot("PSI beyond what chance gives", names, excess, "excess PSI", thresholds.medium)]
        blocks += [reports.TableBlock(layout.HEADERS, layout.rows(look.findings.items))]
    blocks += [reports.Histograms(name, edges, shares, name) for name, edges, shares in layout.overlays(look)]
    html = reports.page(f"Drift of {tenant}", blocks)
    Path(report.path).write_text(html, encoding="utf-8")
    Path(findings.path).write_bytes(look.document)
    open_store(place.reports).write("drift.html", html.encode())
    for name, value in look.counts.items():
        metrics.log_metric(name, value)
    return look.findings.severity

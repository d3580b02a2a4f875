"""Report as a KFP component: the exit task of the ingestion pipeline."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def report(
    page: dsl.Output[dsl.HTML],
    tenant: str,
    home: str,
    run_id: str,
    status: dsl.PipelineTaskFinalStatus,
) -> None:
    """Write one page about the run, also when it failed, and keep a copy in the home.

    Args:
        page: The report; it opens without a network.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        run_id: Name of this pipeline run.
        status: How the run ended, filled in by KFP.
    """
    from pathlib import Path

    from talktrack.core.home import TenantHome
    from talktrack.engines import reports
    from talktrack.ingestion.report import layout
    from talktrack.ingestion.report.summary import summarise
    from talktrack.systems.repository import open_repository
    from talktrack.systems.storage import open_store

    summary = summarise(open_repository(home, tenant), run_id, status.state)
    blocks: list[reports.Block] = [reports.Facts(layout.headline(summary))]
    if summary.quarantine:
        names, values = list(summary.quarantine), list(summary.quarantine.values())
        blocks += [reports.BarPlot("Quarantine and review, by reason", names, values, "rows")]
    if replaced := layout.replaced(summary.run_counts):
        blocks += [reports.BarPlot("Personal data replaced, by kind", list(replaced), list(replaced.values()), "times")]
    for title, counts in layout.sections(summary):
        blocks += [reports.Heading(title), reports.TableBlock(("what", "count"), list(counts.items()))]
    blocks += [reports.Heading("Ready, by source"), reports.TableBlock(("source", "n"), list(summary.sources.items()))]
    html = reports.page(f"Ingestion of {tenant}", blocks)
    Path(page.path).write_text(html, encoding="utf-8")
    open_store(TenantHome(home, tenant).reports).write("ingestion.html", html.encode())

"""Feedback as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def feedback(
    scores: dsl.Output[dsl.Dataset],
    report: dsl.Output[dsl.HTML],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    sources: list[str],
    user_share: float = 0.01,
    tenant_share: float = 0.25,
) -> None:
    """Take in feedback events and add up what is known about every subject.

    Args:
        scores: One score with a confidence per subject that got a vote.
        report: Page with rejections by reason and where the rows stand; it holds no text of anybody.
        metrics: Events accepted, new and duplicate, rejected ones by reason, contradictions, near-duplicates and caps.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        sources: Local paths or gs:// prefixes; JSON and CSV files of events are found among others by their content.
        user_share: Largest share of the training set's weight that the votes of one user may move.
        tenant_share: Largest share of that weight that the votes of all users together may move.
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from talktrack.core.artifacts import write_counts
    from talktrack.core.home import TenantHome
    from talktrack.engines.reports import Facts, Heading, TableBlock, page
    from talktrack.systems.repository import open_repository
    from talktrack.systems.storage import open_store
    from talktrack.training.feedback import layout
    from talktrack.training.feedback.scoring import Caps
    from talktrack.training.feedback.step import Inbox, Order, run

    order = Order(tenant, datetime.now(UTC), Caps(user_share, tenant_share))
    intake = run(Inbox(sources, open_store), open_repository(home, tenant), scores.path, order)
    html = page(
        f"Feedback of {tenant}",
        [
            Facts(layout.headline(intake)),
            Heading("Rejected rows by reason"),
            TableBlock(layout.REASON_HEADERS, layout.reasons(intake)),
            Heading("Where they stand"),
            TableBlock(layout.PLACE_HEADERS, layout.places(intake)),
        ],
    )
    Path(report.path).write_text(html, encoding="utf-8")
    open_store(TenantHome(home, tenant).reports).write("feedback.html", html.encode())
    counts = intake.metrics()
    write_counts(scores.path, "feedback", counts)
    for name, value in counts.items():
        metrics.log_metric(name, value)

"""Feedback as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def feedback(
    scores: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    sources: list[str],
) -> None:
    """Take in feedback events and add up what is known about every subject.

    Args:
        scores: One score with a confidence per subject that got a vote.
        metrics: Events accepted, new and duplicate, and rejected ones by reason.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        sources: Local paths or gs:// prefixes; JSON and CSV files of events are found among others by their content.
    """
    from datetime import UTC, datetime

    from talktrack.core.artifacts import write_counts
    from talktrack.systems.repository import open_repository
    from talktrack.systems.storage import open_store
    from talktrack.training.feedback.step import Inbox, run

    repository = open_repository(home, tenant)
    counts = run(Inbox(sources, open_store), repository, scores.path, tenant, datetime.now(UTC))
    write_counts(scores.path, "feedback", counts)
    for name, value in counts.items():
        metrics.log_metric(name, value)

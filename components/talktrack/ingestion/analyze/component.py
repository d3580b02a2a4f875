"""Analyze as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def analyze(
    conversations: dsl.Input[dsl.Dataset],
    analyses: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
) -> None:
    """Compute call statistics (talk ratio, monologues, questions, patience) of each conversation.

    Args:
        conversations: Prepared conversations, with roles.
        analyses: One row of statistics per conversation.
        metrics: Count of conversations.
    """
    from talktrack.core.artifacts import write_counts
    from talktrack.ingestion.analyze.step import run

    counts = run(conversations.path, analyses.path)
    write_counts(analyses.path, "analyze", counts)
    for name, value in counts.items():
        metrics.log_metric(name, value)

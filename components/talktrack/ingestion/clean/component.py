"""Clean as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def clean(
    conversations: dsl.Input[dsl.Dataset],
    cleaned: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
) -> None:
    """Take fillers, false starts, repetitions and recogniser marks out of spoken text, every edit recoverable.

    Args:
        conversations: Conversations that passed the quality gate.
        cleaned: The same conversations with cleaned turns and their edits.
        metrics: Counts of conversations and edits.
    """
    from talktrack.ingestion.clean.step import run

    counts = run(conversations.path, cleaned.path)
    for name, value in counts.items():
        metrics.log_metric(name, value)

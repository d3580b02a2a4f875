"""Attribute as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def attribute(
    conversations: dsl.Input[dsl.Dataset],
    knowledge: dsl.Input[dsl.Dataset],
    attributed: dsl.Output[dsl.Dataset],
    unresolved: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    threshold: float = 0.6,
) -> None:
    """Name each speaker from platform, calendar, CRM and speech, with confidence and evidence.

    Args:
        conversations: Cleaned conversations.
        knowledge: What the CRM and the calendar know, as the reference step pinned it.
        attributed: The same conversations with identities, roles and confidences.
        unresolved: Conversations whose speakers stay uncertain, for review; they also go on.
        metrics: Counts of conversations and of uncertain ones.
        threshold: Confidence in [0, 1] below which a speaker is listed for review.
    """
    from talktrack.core.knowledge import Knowledge
    from talktrack.ingestion.attribute.directory import Directory
    from talktrack.ingestion.attribute.step import run

    directory = Directory(Knowledge.load(knowledge.path))
    counts = run(conversations.path, directory, attributed.path, unresolved.path, threshold)
    for name, value in counts.items():
        metrics.log_metric(name, value)

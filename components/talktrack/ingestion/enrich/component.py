"""Enrich as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def enrich(
    conversations: dsl.Input[dsl.Dataset],
    knowledge: dsl.Input[dsl.Dataset],
    enriched: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
) -> None:
    """Link meeting, account and deal, with the deal's context as of the conversation's start.

    Args:
        conversations: Corrected conversations.
        knowledge: What the CRM and the calendar know, as the reference step pinned it.
        enriched: The same conversations with their links and deal context.
        metrics: Counts of conversations, of linked accounts and of linked deals.
    """
    from talktrack.core.knowledge import Knowledge
    from talktrack.ingestion.enrich.enrichment import Enrichment
    from talktrack.ingestion.enrich.step import run

    counts = run(conversations.path, enriched.path, Enrichment(Knowledge.load(knowledge.path)))
    for name, value in counts.items():
        metrics.log_metric(name, value)

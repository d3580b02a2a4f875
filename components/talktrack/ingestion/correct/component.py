"""Correct as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def correct(
    conversations: dsl.Input[dsl.Dataset],
    knowledge: dsl.Input[dsl.Dataset],
    corrected: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
) -> None:
    """Repair misheard sales terms, products, competitors, accounts and names where the dictionary leaves little doubt.

    Args:
        conversations: Attributed conversations.
        knowledge: What the CRM and the calendar know, as the reference step pinned it.
        corrected: The same conversations with repaired turns and their edits.
        metrics: Counts of conversations and repaired terms.
    """
    from talktrack.core.knowledge import Knowledge
    from talktrack.ingestion.correct.step import run

    counts = run(conversations.path, Knowledge.load(knowledge.path), corrected.path)
    for name, value in counts.items():
        metrics.log_metric(name, value)

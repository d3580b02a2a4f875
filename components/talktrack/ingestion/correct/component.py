"""Correct as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def correct(
    conversations: dsl.Input[dsl.Dataset],
    knowledge: dsl.Input[dsl.Dataset],
    corrected: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    glossary: list[str] = [],  # noqa: B006 - kfp compiles the default, nobody changes it
) -> None:
    """Repair misheard sales terms, products, competitors, accounts and names where the dictionary leaves little doubt.

    Args:
        conversations: Attributed conversations.
        knowledge: What the CRM and the calendar know, as the reference step pinned it.
        corrected: The same conversations with repaired turns and their edits.
        metrics: Counts of conversations and repaired terms.
        glossary: Names of the tenant's products and other words that a recogniser may mishear.
    """
    from talktrack.core.knowledge import Knowledge
    from talktrack.ingestion.correct.correction import Corrector
    from talktrack.ingestion.correct.step import run

    corrector = Corrector(Knowledge.load(knowledge.path), glossary)
    counts = run(conversations.path, corrected.path, corrector)
    for name, value in counts.items():
        metrics.log_metric(name, value)

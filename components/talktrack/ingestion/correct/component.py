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
    punctuation_model: str = "",
) -> None:
    """Repair misheard terms and names where the evidence leaves little doubt, and punctuate what is bare.

    Args:
        conversations: Attributed conversations.
        knowledge: What the CRM and the calendar know, as the reference step pinned it.
        corrected: The same conversations with repaired turns and their edits.
        metrics: Counts of conversations, repaired terms, added marks and capitals.
        glossary: Names of the tenant's products and other words that a recogniser may mishear.
        punctuation_model: Token classifier for bare text, a local directory or name@revision; empty for rules.
    """
    from talktrack.core.knowledge import Knowledge
    from talktrack.engines.token_classifier import open_token_classifier
    from talktrack.ingestion.correct.correction import Corrector
    from talktrack.ingestion.correct.punctuation import ModelMarks, Punctuation
    from talktrack.ingestion.correct.step import run

    marks = ModelMarks(open_token_classifier(punctuation_model)) if punctuation_model else None
    corrector = Corrector(Knowledge.load(knowledge.path), glossary, Punctuation(marks))
    counts = run(conversations.path, corrected.path, corrector)
    for name, value in counts.items():
        metrics.log_metric(name, value)

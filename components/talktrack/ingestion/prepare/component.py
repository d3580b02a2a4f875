"""Prepare as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def prepare(
    conversations: dsl.Input[dsl.Dataset],
    knowledge: dsl.Input[dsl.Dataset],
    prepared: dsl.Output[dsl.Dataset],
    unresolved: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    ner_model: str = "",
    attribute_threshold: float = 0.6,
    glossary: list[str] = [],  # noqa: B006 - kfp compiles the default, nobody changes it
    punctuation_model: str = "",
    entities: str = "",
) -> None:
    """Clean, attribute, correct, enrich and redact each conversation in one streaming pass.

    Args:
        conversations: Conversations that passed the quality gate.
        knowledge: What the CRM and the calendar know, as the reference step pinned it.
        prepared: Conversations of the clean zone, redacted.
        unresolved: Rows for review: uncertain speakers (these also go on), personal data left, failed conversations.
        metrics: Counts of conversations, rows for review by reason, and replacements by kind.
        tenant: Whose conversations these are.
        home: Root of what outlives a run, where the tenant's key is found.
        ner_model: Optional token classifier for names, a local directory or model id; empty for none.
        attribute_threshold: Confidence in [0, 1] below which a speaker is listed for review.
        glossary: Names of the tenant's products and other words that a recogniser may mishear.
        punctuation_model: Token classifier that marks bare text, a local directory or name@revision; empty for rules.
        entities: Kinds to hide beside those that must be, separated by commas, such as GPE,ORGANIZATION; see redact.
    """
    from talktrack.core.artifacts import write_counts
    from talktrack.core.knowledge import Knowledge
    from talktrack.core.tables import QUARANTINE
    from talktrack.engines.redactor import hidden, open_redactor
    from talktrack.engines.token_classifier import open_token_classifier
    from talktrack.ingestion.correct.punctuation import ModelMarks, Punctuation
    from talktrack.ingestion.prepare.preparation import Preparation, Settings, remembered_in
    from talktrack.ingestion.prepare.step import run
    from talktrack.systems.keys import tenant_key
    from talktrack.systems.repository import open_repository

    marks = ModelMarks(open_token_classifier(punctuation_model)) if punctuation_model else None
    remembered = remembered_in(open_repository(home, tenant, create=True).scan(QUARANTINE))
    settings = Settings(attribute_threshold, tuple(glossary), tuple(remembered), Punctuation(marks))
    redactor, key = open_redactor(ner_model, hidden(entities)), tenant_key(home, tenant)
    preparation = Preparation(Knowledge.load(knowledge.path), redactor, key, settings)
    counts = run(conversations.path, prepared.path, unresolved.path, preparation)
    write_counts(prepared.path, "prepare", counts)
    for name, value in counts.items():
        metrics.log_metric(name, value)

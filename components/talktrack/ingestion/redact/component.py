"""Redact as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def redact(
    conversations: dsl.Input[dsl.Dataset],
    knowledge: dsl.Input[dsl.Dataset],
    redacted: dsl.Output[dsl.Dataset],
    unresolved: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    ner_model: str = "",
    entities: str = "",
) -> None:
    """Replace personal data by typed tokens keyed to the tenant, and keep back what a second look finds unclean.

    Args:
        conversations: Enriched conversations.
        knowledge: What the CRM and the calendar know, as the reference step pinned it.
        redacted: Conversations of the clean zone.
        unresolved: Conversations in which personal data may be left; they do not go on.
        metrics: Counts of conversations and of replacements by kind.
        tenant: Whose conversations these are.
        home: Root of what outlives a run, where the tenant's key is found.
        ner_model: Optional model of names: spacy:NAME, a local directory or a model id; empty for none.
        entities: Kinds to hide beside those that must be, separated by commas: GPE, ORGANIZATION, DATE_TIME, TITLE,
            AGE, NRP, ZIP_CODE, DOMAIN_NAME.
    """
    from talktrack.core.knowledge import Knowledge
    from talktrack.engines.redactor import hidden, open_redactor
    from talktrack.ingestion.redact.redaction import Redaction
    from talktrack.ingestion.redact.step import run
    from talktrack.systems.keys import tenant_key

    redaction = Redaction(
        open_redactor(ner_model, hidden(entities)), tenant_key(home, tenant), Knowledge.load(knowledge.path)
    )
    counts = run(conversations.path, redacted.path, unresolved.path, redaction)
    for name, value in counts.items():
        metrics.log_metric(name, value)

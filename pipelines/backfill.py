"""Once more from a named step: what is stored goes through changed rules or models and takes its own place at once."""

from kfp import dsl

from pipelines.ingestion import PARALLEL_SHARDS
from talktrack.ingestion.analyze.component import analyze
from talktrack.ingestion.embed.component import embed
from talktrack.ingestion.events.component import events
from talktrack.ingestion.index.component import index, swap
from talktrack.ingestion.ingest.component import ingest
from talktrack.ingestion.plan.component import plan_stored, shards
from talktrack.ingestion.prepare.component import prepare
from talktrack.ingestion.quality_gate.component import quality_gate
from talktrack.ingestion.reference.component import reference

STAGING = "backfill"


@dsl.pipeline(name="talktrack-from-raw")
def from_raw(
    manifest: dsl.Input[dsl.Dataset],
    knowledge: dsl.Input[dsl.Dataset],
    tenant: str,
    home: str,
    min_turns: int,
    min_words: int,
    relevance_min: float,
    required: list[str],
    languages: list[str],
    gate_limits: dict[str, float],
    ner_model: str,
    punctuation_model: str,
    entities: str,
    glossary: list[str],
    encoder_model: str,
) -> None:
    """Take conversations of the raw zone through gate, prepare, analyze and embed, shard by shard.

    Args:
        manifest: The stored conversations.
        knowledge: What the CRM and the calendar know.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        min_turns: Fewer turns send a conversation to quarantine.
        min_words: Fewer words send a conversation to quarantine.
        relevance_min: Least business relevance from 0 to 1.
        required: Fields of a conversation that must say something, such as started_at; empty requires none.
        languages: Two-letter codes of accepted languages; empty accepts all.
        gate_limits: Other thresholds of the gate by name, such as min_snr_db; its README lists them. 0 switches off.
        ner_model: Named-entity model for redaction; empty for rules alone.
        punctuation_model: Token classifier that marks bare text, as name@revision; empty for rules alone.
        entities: Kinds to hide beside those that must be, separated by commas, such as GPE,ORGANIZATION.
        glossary: Names of the tenant's products and other words that a recogniser may mishear.
        encoder_model: Sentence encoder.
    """
    loop = shards(manifest=manifest, kind="stored_raw")
    with dsl.ParallelFor(loop.output, parallelism=PARALLEL_SHARDS) as shard:
        read = ingest(manifest=manifest, tenant=tenant, home=home, shard=shard)
        gated = quality_gate(
            conversations=read.outputs["conversations"],
            min_turns=min_turns,
            min_words=min_words,
            relevance_min=relevance_min,
            required=required,
            languages=languages,
            limits=gate_limits,
        )
        ready = prepare(
            conversations=gated.outputs["passed"],
            knowledge=knowledge,
            tenant=tenant,
            home=home,
            ner_model=ner_model,
            punctuation_model=punctuation_model,
            entities=entities,
            glossary=glossary,
        )
        measured = analyze(
            conversations=ready.outputs["prepared"], tenant=tenant, home=home, encoder_model=encoder_model
        )
        embedded = embed(conversations=ready.outputs["prepared"], encoder_model=encoder_model)
        index(
            manifest=manifest,
            ingested=read.outputs["conversations"],
            unreadable=read.outputs["quarantined"],
            gated=gated.outputs["quarantined"],
            prepared=ready.outputs["prepared"],
            unresolved=ready.outputs["unresolved"],
            analyses=measured.outputs["analyses"],
            chunks=embedded.outputs["chunks"],
            tenant=tenant,
            home=home,
            shard=shard,
            run_id=dsl.PIPELINE_JOB_ID_PLACEHOLDER,
            processing_version="",
            staging=STAGING,
        )


@dsl.pipeline(name="talktrack-from-clean")
def from_clean(manifest: dsl.Input[dsl.Dataset], tenant: str, home: str, encoder_model: str) -> None:
    """Take conversations of the clean zone through analyze and embed, shard by shard.

    Args:
        manifest: The stored conversations.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        encoder_model: Sentence encoder.
    """
    loop = shards(manifest=manifest, kind="stored_clean")
    with dsl.ParallelFor(loop.output, parallelism=PARALLEL_SHARDS) as shard:
        read = ingest(manifest=manifest, tenant=tenant, home=home, shard=shard)
        measured = analyze(
            conversations=read.outputs["conversations"], tenant=tenant, home=home, encoder_model=encoder_model
        )
        embedded = embed(conversations=read.outputs["conversations"], encoder_model=encoder_model)
        index(
            manifest=manifest,
            ingested=read.outputs["conversations"],
            unreadable=read.outputs["quarantined"],
            gated=read.outputs["quarantined"],
            prepared=read.outputs["conversations"],
            unresolved=read.outputs["quarantined"],
            analyses=measured.outputs["analyses"],
            chunks=embedded.outputs["chunks"],
            tenant=tenant,
            home=home,
            shard=shard,
            run_id=dsl.PIPELINE_JOB_ID_PLACEHOLDER,
            processing_version="",
            staging=STAGING,
        )


@dsl.pipeline(
    name="talktrack-backfill",
    description="Stored conversations once more from a named step; the result takes their place in one commit a table.",
)
def backfill(
    tenant: str = "demo",
    home: str = "gs://talktrack/home",
    first_step: str = "quality_gate",
    shard_size: int = 200,
    min_turns: int = 3,
    min_words: int = 10,
    relevance_min: float = 0.1,
    required: list[str] = ["source", "channel", "provenance"],
    languages: list[str] = ["en"],
    gate_limits: dict[str, float] = {},
    ner_model: str = "",
    punctuation_model: str = "",
    entities: str = "",
    glossary: list[str] = [],
    encoder_model: str = "sentence-transformers/all-mpnet-base-v2@e8c3b32edf5434bc2275fc9bab85f82640a19130",
) -> None:
    """Run stored conversations through the pipeline again, after rules or models have changed.

    Args:
        tenant: Customer company whose data this is; lower-case letters, digits and hyphens.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        first_step: Step to start at; up to redact from the raw zone, analyze, embed or index from the clean zone.
        shard_size: Most conversations that one loop iteration handles.
        min_turns: Fewer turns send a conversation to quarantine.
        min_words: Fewer words send a conversation to quarantine.
        relevance_min: Least business relevance from 0 to 1; 0 switches the check off.
        required: Fields of a conversation that must say something, such as started_at; empty requires none.
        languages: Two-letter codes of accepted languages; empty accepts all.
        gate_limits: Other thresholds of the gate by name, such as min_snr_db; its README lists them. 0 switches off.
        ner_model: Named-entity model for redaction as name@revision; empty for rules alone.
        punctuation_model: Token classifier that marks bare text, as name@revision; empty for rules alone.
        entities: Kinds to hide beside those that must be, separated by commas, such as GPE,ORGANIZATION.
        glossary: Names of the tenant's products and other words that a recogniser may mishear.
        encoder_model: Sentence encoder: a directory, a Hugging Face id as name@revision, or https://host/v1#model.
    """
    planned = plan_stored(
        tenant=tenant,
        home=home,
        staging=STAGING,
        first_step=first_step,
        shard_size=shard_size,
        encoder_model=encoder_model,
    )
    manifest, encoder = planned.outputs["manifest"], planned.outputs["Output"]
    known = reference(manifest=manifest, tenant=tenant, home=home)
    raw = from_raw(
        manifest=manifest,
        knowledge=known.outputs["knowledge"],
        tenant=tenant,
        home=home,
        min_turns=min_turns,
        min_words=min_words,
        relevance_min=relevance_min,
        required=required,
        languages=languages,
        gate_limits=gate_limits,
        ner_model=ner_model,
        punctuation_model=punctuation_model,
        entities=entities,
        glossary=glossary,
        encoder_model=encoder,
    )
    clean = from_clean(manifest=manifest, tenant=tenant, home=home, encoder_model=encoder).after(raw)
    swapped = swap(tenant=tenant, home=home, staging=STAGING, first_step=first_step).after(clean)
    events(tenant=tenant, home=home).after(swapped)

"""From raw sources to searchable, private conversations: plan, reference, a loop over shards, events, report."""

from kfp import dsl

from talktrack.ingestion.analyze.component import analyze
from talktrack.ingestion.diarize.component import diarize
from talktrack.ingestion.embed.component import embed
from talktrack.ingestion.events.component import events
from talktrack.ingestion.index.component import index
from talktrack.ingestion.ingest.component import ingest
from talktrack.ingestion.plan.component import plan, shards
from talktrack.ingestion.prepare.component import prepare
from talktrack.ingestion.quality_gate.component import quality_gate
from talktrack.ingestion.reference.component import reference
from talktrack.ingestion.report.component import report
from talktrack.ingestion.transcribe.component import transcribe

PARALLEL_SHARDS = 8


@dsl.pipeline(name="talktrack-media")
def media(manifest: dsl.Input[dsl.Dataset], tenant: str, home: str, asr_model: str) -> None:
    """Turn audio into conversations in the raw zone, shard by shard.

    Args:
        manifest: The plan's bundles.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        asr_model: Speech recogniser.
    """
    audio = shards(manifest=manifest, kind="audio").set_display_name("audio shards")
    with dsl.ParallelFor(audio.output, parallelism=PARALLEL_SHARDS) as shard:
        heard = transcribe(manifest=manifest, tenant=tenant, home=home, shard=shard, asr_model=asr_model)
        diarize(manifest=manifest, transcripts=heard.outputs["transcripts"], tenant=tenant, home=home, shard=shard)


@dsl.pipeline(name="talktrack-conversations")
def conversations(
    manifest: dsl.Input[dsl.Dataset],
    knowledge: dsl.Input[dsl.Dataset],
    tenant: str,
    home: str,
    processing_version: str,
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
    """Turn raw files into searchable conversations, shard by shard; every shard publishes its own rows.

    Args:
        manifest: The plan's bundles.
        knowledge: What the CRM and the calendar know.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        processing_version: Version under which sources are remembered as done.
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
    loop = shards(manifest=manifest, kind="any")
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
            processing_version=processing_version,
        )


@dsl.pipeline(
    name="talktrack-ingestion",
    description="Raw sales interactions in; searchable, redacted conversations out. Running it twice adds nothing.",
)
def ingestion(
    tenant: str = "demo",
    home: str = "gs://talktrack/home",
    sources: list[str] = ["gs://talktrack/inbox"],
    processing_version: str = "1",
    shard_size: int = 200,
    header_map: dict[str, dict[str, str]] = {},
    vector_stores: list[str] = [],
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
    asr_model: str = "Systran/faster-whisper-small@536b0662742c02347bc0e980a01041f333bce120",
) -> None:
    """Read, check, clean, redact, embed and index sales interactions.

    Args:
        tenant: Customer company whose data this is; lower-case letters, digits and hyphens.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        sources: Files, folders, gs:// prefixes, hf://owner/name@revision, fireflies: or fathom:, of any format.
        processing_version: Sources done under this version are skipped; raise it to process them again.
        shard_size: Most bundles of files that one loop iteration handles.
        header_map: What columns of CRM tables are called here, beside the built-in labels: object → label → API name.
        vector_stores: Vector databases, such as eu=weaviate+https://host; noted once. None is LanceDB in the home.
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
        asr_model: Speech recogniser: a CTranslate2 directory, or a Hugging Face id as name@revision.
    """
    finished = report(tenant=tenant, home=home, run_id=dsl.PIPELINE_JOB_ID_PLACEHOLDER)
    with dsl.ExitHandler(finished):
        planned = plan(
            tenant=tenant,
            home=home,
            sources=sources,
            processing_version=processing_version,
            shard_size=shard_size,
            header_map=header_map,
            vector_stores=vector_stores,
            encoder_model=encoder_model,
        )
        manifest = planned.outputs["manifest"]
        known = reference(manifest=manifest, tenant=tenant, home=home, header_map=header_map)
        heard = media(manifest=manifest, tenant=tenant, home=home, asr_model=asr_model)
        done = conversations(
            manifest=manifest,
            knowledge=known.outputs["knowledge"],
            tenant=tenant,
            home=home,
            processing_version=processing_version,
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
            encoder_model=planned.outputs["Output"],
        ).after(heard)
        events(tenant=tenant, home=home).after(done)

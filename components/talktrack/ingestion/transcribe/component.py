"""Transcribe as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.AUDIO, install_kfp_package=False)
def transcribe(
    manifest: dsl.Input[dsl.Dataset],
    transcripts: dsl.Output[dsl.Dataset],
    quarantined: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    shard: int,
    asr_model: str,
) -> None:
    """Recognise the speech of one shard's recordings; what cannot be heard is quarantined with a reason.

    Args:
        manifest: Bundles with their shard numbers, as `plan` wrote them.
        transcripts: One conversation per recording, restricted, its turns without speakers.
        quarantined: Recordings that could not be decoded or hold no words, with reason and suggestion.
        metrics: Counts of recordings, turns, words and seconds, and of quarantine rows by reason.
        tenant: Name of the customer company: lower-case letters, digits and hyphens.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        shard: Number of the shard to work on.
        asr_model: Directory of a Whisper in CTranslate2 layout.
    """
    from talktrack.core.home import TenantHome
    from talktrack.core.locations import Files
    from talktrack.engines.speaker import open_voice_analyzer
    from talktrack.engines.speech import decode, open_transcriber
    from talktrack.ingestion.transcribe.step import Ears, run
    from talktrack.systems.storage import open_store

    ears = Ears(
        tenant=TenantHome(home, tenant).tenant,
        files=Files(open_store),
        decode=decode,
        voices=open_voice_analyzer(),
        transcriber=open_transcriber(asr_model),
    )
    counts = run(manifest.path, transcripts.path, quarantined.path, ears, int(shard))
    for name, value in counts.items():
        metrics.log_metric(name, value)

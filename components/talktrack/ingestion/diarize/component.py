"""Diarize as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.AUDIO, install_kfp_package=False)
def diarize(
    manifest: dsl.Input[dsl.Dataset],
    transcripts: dsl.Input[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    shard: int,
) -> None:
    """Give every turn of the shard's transcripts a speaker by voice, and publish them in the raw zone.

    Args:
        manifest: Bundles with their shard numbers, as `plan` wrote them: where each recording lies.
        transcripts: Conversations of this shard's recordings, as `transcribe` wrote them.
        metrics: Counts of conversations, speakers, turns, and turns that were split where the voice changed.
        tenant: Name of the customer company: lower-case letters, digits and hyphens.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        shard: Number of the shard to work on.
    """
    from talktrack.core.locations import Files
    from talktrack.engines.speaker import open_voice_analyzer
    from talktrack.engines.speech import decode
    from talktrack.ingestion.diarize.step import Recordings, run
    from talktrack.systems.repository import open_repository
    from talktrack.systems.storage import open_store

    recordings = Recordings(tenant=tenant, files=Files(open_store), decode=decode, voices=open_voice_analyzer())
    repository = open_repository(home, tenant, create=True)
    counts = run(manifest.path, transcripts.path, recordings, repository, int(shard))
    for name, value in counts.items():
        metrics.log_metric(name, value)

"""Index as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def index(
    manifest: dsl.Input[dsl.Dataset],
    ingested: dsl.Input[dsl.Dataset],
    unreadable: dsl.Input[dsl.Dataset],
    gated: dsl.Input[dsl.Dataset],
    prepared: dsl.Input[dsl.Dataset],
    unresolved: dsl.Input[dsl.Dataset],
    analyses: dsl.Input[dsl.Dataset],
    chunks: dsl.Input[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    shard: int,
    run_id: str,
    processing_version: str,
    staging: str = "",
) -> None:
    """Publish one shard's rows into the repository and the vector store, then mark its bundles as done.

    Args:
        manifest: The plan's bundles.
        ingested: Conversations as read.
        unreadable: Sources that no reader could read.
        gated: Conversations that failed the quality gate.
        prepared: Redacted conversations.
        unresolved: Conversations that prepare could not finish.
        analyses: Call statistics.
        chunks: Chunks with vectors.
        metrics: Rows published.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        shard: Loop iteration, a shard number of the manifest.
        run_id: Name of this pipeline run.
        processing_version: Version under which sources are remembered as done.
        staging: Name of a backfill that gathers its rows beside the live ones; empty to publish them.
    """
    from datetime import UTC, datetime

    from talktrack.core.home import TenantHome
    from talktrack.core.search import index_for
    from talktrack.ingestion.index.staging import Staging, stage
    from talktrack.ingestion.index.step import Occasion, ShardOutputs, run
    from talktrack.systems.repository import open_repository, open_staging
    from talktrack.systems.storage import open_store
    from talktrack.systems.vectors.chosen import open_vectors

    outputs = ShardOutputs(
        manifest=manifest.path,
        ingested=ingested.path,
        unreadable=unreadable.path,
        gated=gated.path,
        prepared=prepared.path,
        unresolved=unresolved.path,
        analyses=analyses.path,
        chunks=chunks.path,
    )
    occasion = Occasion(run=run_id, shard=shard, processing_version=processing_version, now=datetime.now(UTC))
    vectors = open_vectors(home, tenant)
    live = index_for(chunks.metadata, vectors.live(), anew=bool(staging))
    if staging:
        aside = Staging(open_staging(home, tenant, staging), open_store(TenantHome(home, tenant).staging(staging)))
        counts = stage(outputs, aside, vectors, live)
    else:
        counts = run(outputs, occasion, open_repository(home, tenant), vectors, live)
    for name, value in counts.items():
        metrics.log_metric(name, value)


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def swap(metrics: dsl.Output[dsl.Metrics], tenant: str, home: str, staging: str, first_step: str) -> None:
    """Put what a backfill has gathered in the place of what is live.

    Args:
        metrics: Conversations that are ready or held now, and cases that the backfill closed.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        staging: Name of the backfill.
        first_step: Step that it started at; behind redact, no conversation was judged again.
    """
    from datetime import UTC, datetime

    from talktrack.core.home import TenantHome
    from talktrack.core.records import FROM_RAW
    from talktrack.ingestion.index.staging import Staging
    from talktrack.ingestion.index.staging import swap as run
    from talktrack.systems.repository import open_repository, open_staging
    from talktrack.systems.storage import open_store
    from talktrack.systems.vectors.chosen import open_vectors

    aside = Staging(open_staging(home, tenant, staging), open_store(TenantHome(home, tenant).staging(staging)))
    repository, vectors = open_repository(home, tenant), open_vectors(home, tenant)
    counts = run(aside, repository, vectors, datetime.now(UTC), judged=first_step in FROM_RAW)
    for name, value in counts.items():
        metrics.log_metric(name, value)

"""Ingest as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def ingest(
    manifest: dsl.Input[dsl.Dataset],
    conversations: dsl.Output[dsl.Dataset],
    quarantined: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    shard: int,
) -> None:
    """Read one shard's bundles into conversations; what cannot be read is quarantined with a reason.

    Args:
        manifest: Bundles with their shard numbers, as `plan` wrote them.
        conversations: Conversations as read, restricted: they hold personal data.
        quarantined: What could not be read, with reason, severity and a suggestion.
        metrics: Counts of bundles, conversations, turns and quarantine rows by reason.
        tenant: Name of the customer company: lower-case letters, digits and hyphens.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        shard: Number of the shard to read.
    """
    from talktrack.core.locations import Files
    from talktrack.ingestion.ingest.step import Sources, run
    from talktrack.systems.repository import open_repository
    from talktrack.systems.storage import open_store

    sources = Sources(tenant=tenant, files=Files(open_store), repository=open_repository(home, tenant, create=True))
    counts = run(manifest.path, conversations.path, quarantined.path, sources, int(shard))
    for name, value in counts.items():
        metrics.log_metric(name, value)

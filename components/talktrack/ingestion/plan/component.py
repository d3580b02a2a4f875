"""Plan as pipeline tasks: the manifest, and the shard numbers that loops run over."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def plan(
    manifest: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    sources: list[str],
    processing_version: str = "1",
    shard_size: int = 200,
    header_map: dict[str, dict[str, str]] = {},  # noqa: B006 - part of the compiled document, never changed
    vector_stores: list[str] = [],  # noqa: B006 - part of the compiled document, never changed
    encoder_model: str = "",
) -> str:
    """Bundle files that belong together, leave out what was done before, and return the sentence encoder to use.

    Args:
        manifest: Bundles with their shard numbers.
        metrics: Counts of files by what they hold and of bundles by kind.
        tenant: Name of the customer company: lower-case letters, digits and hyphens.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        sources: Files, folders, gs:// prefixes, hf://owner/name@revision, fireflies: or fathom: to read.
        processing_version: Version under which sources are remembered as done; a new one reads everything again.
        shard_size: Bundles in one loop iteration; shards grow beyond it when there would be more than 256.
        header_map: What columns of CRM tables are called here, beside the built-in labels: object → label → API name.
        vector_stores: Vector databases of this tenant, REGION=REFERENCE each, noted once; none for LanceDB in the home.
        encoder_model: Sentence encoder; the one that was tuned from it is used where the live index is of that one.
    """
    from talktrack.core.crm_headers import Headers
    from talktrack.ingestion.plan.step import Settings, run
    from talktrack.systems.encoders import in_service
    from talktrack.systems.repository import open_repository
    from talktrack.systems.storage import open_store
    from talktrack.systems.vectors.chosen import choose, open_vectors

    names = [str(uri) for uri in sources]
    settings = Settings(tenant, names, processing_version, int(shard_size), Headers(header_map))
    repository = open_repository(home, tenant, create=True)
    choose(home, tenant, list(vector_stores))
    counts = run(settings, open_store, repository, manifest.path)
    for name, value in counts.items():
        metrics.log_metric(name, value)
    return in_service(home, tenant, encoder_model, open_vectors(home, tenant).live())


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def shards(manifest: dsl.Input[dsl.Dataset], kind: str = "any") -> list[int]:
    """Return the shard numbers that a loop has to visit.

    Args:
        manifest: Bundles with their shard numbers, as `plan` wrote them.
        kind: Kind of bundle that the loop works on: transcript, audio, review, or any for all of them.
    """
    from talktrack.core.artifacts import read_table
    from talktrack.core.tables import BUNDLES
    from talktrack.ingestion.plan.packing import shard_numbers

    return shard_numbers(read_table(manifest.path, BUNDLES), kind)


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def plan_stored(
    manifest: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    staging: str,
    first_step: str = "quality_gate",
    shard_size: int = 200,
    encoder_model: str = "",
) -> str:
    """List the conversations that a backfill takes through the pipeline again; return the sentence encoder to use.

    Args:
        manifest: One bundle per stored conversation, with its shard number.
        metrics: Count of conversations.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        staging: Name of the backfill; what an earlier one of that name left unfinished is removed.
        first_step: Step to start at; steps up to redact start from the raw zone, analyze and later from the clean zone.
        shard_size: Conversations in one loop iteration; shards grow beyond it when there would be more than 256.
        encoder_model: Sentence encoder; the one that was tuned from it is used where the live index is of that one.
    """
    from talktrack.core.home import TenantHome
    from talktrack.ingestion.plan.stored import discard, run
    from talktrack.systems.encoders import in_service
    from talktrack.systems.repository import open_repository
    from talktrack.systems.storage import open_store
    from talktrack.systems.vectors.chosen import open_vectors

    vectors = open_vectors(home, tenant)
    discard(open_store(TenantHome(home, tenant).staging(staging)), vectors)
    counts = run(tenant, first_step, int(shard_size), open_repository(home, tenant), manifest.path)
    for name, value in counts.items():
        metrics.log_metric(name, value)
    return in_service(home, tenant, encoder_model, vectors.live())

"""Reference as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def reference(
    manifest: dsl.Input[dsl.Dataset],
    knowledge: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    header_map: dict[str, dict[str, str]] = {},  # noqa: B006 - part of the compiled document, never changed
) -> None:
    """Read CRM exports, calendars, personas and scenarios into the repository and pin everything known as one snapshot.

    Args:
        manifest: Bundles, as `plan` wrote them; those of kind reference are read.
        knowledge: Accounts, contacts, deals, stage changes, meetings, personas and scenarios, one sub-directory each.
        metrics: Counts of rows per table and of rows left out by reason.
        tenant: Name of the customer company: lower-case letters, digits and hyphens.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        header_map: What columns of CRM tables are called here, beside the built-in labels: object → label → API name.
    """
    from datetime import UTC, datetime

    from talktrack.core.crm_headers import Headers
    from talktrack.core.locations import Files
    from talktrack.ingestion.reference.step import Sources, run
    from talktrack.systems.repository import open_repository
    from talktrack.systems.storage import open_store

    sources = Sources(Files(open_store), Headers(header_map), datetime.now(UTC))
    counts = run(manifest.path, knowledge.path, sources, open_repository(home, tenant, create=True))
    for name, value in counts.items():
        metrics.log_metric(name, value)

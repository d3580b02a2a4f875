"""Events as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def events(
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    least_resemblance: float = 0.2,
) -> None:
    """Make one conversation of a call that arrived from several sources: its best record, with the provenance of all.

    Args:
        metrics: Calls that had several records, and how many records were merged.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        least_resemblance: Share of three-word sequences, from 0 to 1, that two records of one call have in common.
    """
    from datetime import UTC, datetime

    from talktrack.ingestion.events.matching import Limits
    from talktrack.ingestion.events.step import run
    from talktrack.systems.repository import open_repository
    from talktrack.systems.vectors.chosen import open_vectors

    limits = Limits(resemblance=least_resemblance)
    counts = run(open_repository(home, tenant), open_vectors(home, tenant), limits, datetime.now(UTC))
    for name, value in counts.items():
        metrics.log_metric(name, value)

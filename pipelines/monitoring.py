"""Daily watch: compare the newest conversations with the reference, then plan a response by severity."""

from kfp import dsl

from talktrack.operations.drift.component import drift
from talktrack.operations.impact.component import impact
from talktrack.operations.respond.component import respond


@dsl.pipeline(
    name="talktrack-monitoring",
    description="Drift (KL, PSI, Wasserstein) against a stored reference; severity becomes a plan of actions.",
)
def monitoring(
    tenant: str = "demo",
    home: str = "gs://talktrack/home",
    as_of: str = "",
    window_days: int = 7,
    reference_days: int = 90,
    minimum_conversations: int = 100,
    since: str = "",
    dry_run: bool = True,
) -> None:
    """Find drift and respond to it, and say what the releases did for the business.

    Args:
        tenant: Customer company whose data this is; lower-case letters, digits and hyphens.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        as_of: End of the window in ISO 8601; empty for now, newest for the newest conversation.
        window_days: Length of the window that is compared.
        reference_days: Length of the span that a new reference is made from.
        minimum_conversations: Rows needed on both sides of a comparison; with fewer it is inconclusive.
        since: Date that the business is compared before and after, ISO 8601; empty for the first release in service.
        dry_run: Print the plan and change nothing.
    """
    watched = drift(
        tenant=tenant,
        home=home,
        as_of=as_of,
        window_days=window_days,
        reference_days=reference_days,
        minimum_conversations=minimum_conversations,
    )
    impact(tenant=tenant, home=home, since=since, as_of=as_of)
    respond(findings=watched.outputs["findings"], tenant=tenant, home=home, dry_run=dry_run)

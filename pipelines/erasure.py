"""Erasure on request: one person leaves every zone, store and old version."""

from kfp import dsl

from talktrack.operations.forget.component import forget


@dsl.pipeline(
    name="talktrack-erasure",
    description="Erase a person on request: raw and clean zone, vectors, examples, feedback, quarantine, old versions.",
)
def erasure(tenant: str = "demo", home: str = "gs://talktrack/home", request: str = "") -> None:
    """Forget one person; run it while no other pipeline of the tenant runs.

    Args:
        tenant: Customer company whose data this is; lower-case letters, digits and hyphens.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        request: URI of a JSON file with subject, by, why and, if need be, names, phones, users and artifacts; it is
            deleted when it was carried out.
    """
    forget(tenant=tenant, home=home, request=request)

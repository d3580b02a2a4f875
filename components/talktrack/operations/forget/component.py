"""Forget as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def forget(
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    request: str,
) -> str:
    """Erase a person from every zone, store and old version, and return the id of the receipt.

    Args:
        metrics: Rows, chunks and artifacts that left, and rows that a last look still found.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        request: URI of a JSON file with subject, by, why and, if need be, names, phones, users and artifacts; it is
            deleted when it was carried out, since parameters of runs are kept and must not name anybody.
    """
    from datetime import UTC, datetime

    from talktrack.core.home import TenantHome
    from talktrack.core.locations import split
    from talktrack.operations.forget.request import parsed
    from talktrack.operations.forget.step import Place, plan, run
    from talktrack.systems import encoders, heads
    from talktrack.systems.keys import tenant_key
    from talktrack.systems.registry import open_registry
    from talktrack.systems.repository import open_repository
    from talktrack.systems.storage import open_store
    from talktrack.systems.vectors.chosen import open_vectors

    folder, name = split(request)
    asked = parsed(tenant, open_store(folder).read(name), datetime.now(UTC))
    layout = TenantHome(home, tenant)
    place = Place(
        key=tenant_key(home, tenant),
        repository=open_repository(home, tenant),
        vectors=open_vectors(home, tenant),
        registry=open_registry(home, tenant),
        receipts=open_store(layout.erasures),
        folders=[open_store(uri) for uri in (layout.stagings, *asked.artifacts)],
        encoders=encoders.kept(home, tenant),
        heads=heads.kept(home, tenant),
    )
    receipt = run(asked, plan(asked, place), place)
    open_store(folder).delete(name)
    for what, count in receipt.figures().items():
        metrics.log_metric(what, count)
    return receipt.id

"""Rollout as pipeline tasks: one that writes the plan, one that takes the next action."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.CONTROL, install_kfp_package=False)
def rollout_start(
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    release_id: str,
    namespace: str,
    server: str = "",
    release_uri: str = "",
    weights: list[int] = [5, 10, 25, 50, 100],  # noqa: B006 - kfp reads the default, nothing changes it
    acknowledge: bool = False,
) -> str:
    """Write the plan that brings a registered release to all traffic; ticks carry it out.

    Args:
        metrics: 1 when a rollout was planned, 0 when it was refused.
        tenant: The customer whose service it is.
        home: Root of everything that outlives a run, a path or gs:// prefix.
        release_id: The release to bring into service, as registered.
        namespace: Kubernetes namespace of the tenant's InferenceService.
        server: Address of the Kubernetes API; empty means the pod's own cluster or the kubeconfig's.
        release_uri: Where the release lies; empty means in the registry under home.
        weights: Percentages of traffic in order, rising to 100.
        acknowledge: A person has looked at the automatic rollbacks before this one.
    """
    import time

    from talktrack.operations.rollout import step
    from talktrack.operations.rollout.ports import Ports
    from talktrack.operations.rollout.state import Release
    from talktrack.operations.rollout.transitions import Order
    from talktrack.systems.kserve import open_kserve
    from talktrack.systems.prometheus import ScrapedMetrics
    from talktrack.systems.registry import open_registry

    registry = open_registry(home, tenant)
    uri = release_uri or registry.uri(release_id)
    ladder = tuple(int(weight) for weight in weights)
    cluster = open_kserve(namespace, tenant, server)
    ports = Ports(cluster.traffic, ScrapedMetrics(), cluster.store, registry, time.time)
    report = step.start(ports, Order(tenant, Release(id=release_id, uri=uri), ladder, acknowledge))
    metrics.log_metric("planned", int(bool(report.left)))
    return str(report)


@dsl.component(base_image=images.CONTROL, install_kfp_package=False)
def rollout_tick(
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    namespace: str,
    server: str = "",
    prometheus: str = "",
    mode: str = "",
    replicas: int = 1,
    predictor_arguments: list[str] = [],  # noqa: B006 - kfp reads the default, nothing changes it
    goal: str = "",
    sticky: bool = False,
    dry_run: bool = False,
) -> str:
    """Look at the tenant's rollout once and take at most one action.

    Args:
        metrics: The candidate's weight in percent and whether an action was taken.
        tenant: The customer whose service it is.
        home: Root of everything that outlives a run, a path or gs:// prefix.
        namespace: Kubernetes namespace of the tenant's InferenceService.
        server: Address of the Kubernetes API; empty means the pod's own cluster or the kubeconfig's.
        prometheus: Address of a Prometheus server that scrapes the predictors; empty means their own pages.
        mode: Knative or Standard, for when the service has to be created; empty means the cluster's default.
        replicas: Replicas of each revision of a service that has to be created; more than one need prometheus.
        predictor_arguments: More arguments of the predictor of a service that has to be created.
        goal: A guard that has to be proven better before the last weight is promoted; empty means no worse is enough.
        sticky: A gateway keeps users on one arm, so that shares of requests need not be the weight.
        dry_run: Only say what would be done.
    """
    import time

    from talktrack.core.home import TenantHome
    from talktrack.operations.rollout import step
    from talktrack.operations.rollout.limits import Limits
    from talktrack.operations.rollout.outcomes import StoredOutcomes
    from talktrack.operations.rollout.ports import Ports
    from talktrack.systems.kserve import open_kserve
    from talktrack.systems.kserve.settings import check_counted
    from talktrack.systems.prometheus import open_metrics
    from talktrack.systems.registry import open_registry
    from talktrack.systems.storage import open_store

    check_counted(replicas, prometheus)
    arguments = [f"--home={home}", *predictor_arguments]
    cluster = open_kserve(namespace, tenant, server, arguments, mode=mode, replicas=replicas)
    counted = open_metrics(namespace, tenant, prometheus)
    business = StoredOutcomes(open_store(TenantHome(home, tenant).monitoring))
    ports = Ports(cluster.traffic, counted, cluster.store, open_registry(home, tenant), time.time, business)
    report = step.tick(ports, Limits(goal=goal, sticky=sticky), dry_run=dry_run)
    metrics.log_metric("weight_percent", report.state.weight if report.state else 0)
    metrics.log_metric("acted", int(report.applied is not None))
    return str(report)

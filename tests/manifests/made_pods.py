"""What KServe and Trainer will make, as plain Pods and Jobs, so that tools that know core kinds alone see them too."""

from __future__ import annotations

from collections.abc import Sequence

from tests.manifests.network_rules import of_kind
from tests.manifests.pods import Pods, pods
from tests.manifests.rendering import Object

NOT_OF_PODS = {"model", "minReplicas", "maxReplicas", "timeout", "canaryTrafficPercent", "containerConcurrency", "name"}
OF_CONTAINERS = {"env", "volumeMounts"}  # of what a service adds to its runtime's container


def made_pods(objects: Sequence[Object]) -> list[Object]:
    """Return a Pod for each service with its runtime, and a Job for each kind of training."""
    runtimes = list(pods(of_kind(objects, "ServingRuntime")))
    services = pods(of_kind(objects, "InferenceService"))
    predictors = [_pod(service, _completed(service, one), one) for service in services for one in runtimes]
    return [*predictors, *map(_job, pods(of_kind(objects, "ClusterTrainingRuntime")))]


def _completed(service: Pods, runtime: Pods) -> Object:
    """KServe adds the service's part to the runtime's container, and puts arguments one after the other."""
    model = service.spec.get("model", {})
    containers = [
        container
        | {"args": [*container.get("args", []), *model.get("args", [])]}
        | {field: [*container.get(field, []), *model.get(field, [])] for field in OF_CONTAINERS}
        for container in runtime.containers
    ]
    volumes = [*runtime.spec.get("volumes", []), *service.spec.get("volumes", [])]
    rest = {field: value for field, value in service.spec.items() if field not in NOT_OF_PODS}
    return rest | {"containers": containers, "volumes": volumes}


def _pod(found: Pods, spec: Object, reasons: Pods) -> Object:
    metadata = _metadata(found, reasons)
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata | {"labels": dict(found.labels)}, "spec": spec}


def _job(found: Pods) -> Object:
    template = {"metadata": {"labels": dict(found.labels)}, "spec": found.spec}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": _metadata(found, found),
        "spec": {"template": template},
    }


def _metadata(found: Pods, reasons: Pods) -> Object:
    """Annotations hold the reasons for what checkov is told to skip."""
    named, annotations = found.of["metadata"], reasons.of["metadata"].get("annotations") or {}
    skipped = {key: value for key, value in annotations.items() if key.startswith("checkov.io/")}
    return {"name": named["name"], "namespace": named.get("namespace", "talktrack"), "annotations": skipped}

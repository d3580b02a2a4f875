"""The pods that objects lead to, whoever makes them: Kubernetes itself, KServe or Trainer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tests.manifests.rendering import Object

TEMPLATED = {"Deployment", "StatefulSet", "DaemonSet", "Job"}
SERVICE_LABEL = "serving.kserve.io/inferenceservice"


@dataclass(frozen=True)
class Pods:
    """The pods of one object: `serves` while it lasts, or works and ends; `whole` unless another object completes them.

    A ServingRuntime has containers but no account, an InferenceService has an account but takes its container there.
    """

    of: Object
    spec: Object
    labels: Mapping[str, str] = field(default_factory=dict)
    replicas: int = 1
    serves: bool = True
    whole: bool = True

    @property
    def containers(self) -> list[Object]:
        """Return all containers."""
        return [*self.spec.get("initContainers", []), *self.spec.get("containers", [])]

    @property
    def parts(self) -> list[Object]:
        """Return what has arguments, environment and mounts: containers, and the model of an InferenceService."""
        model = self.spec.get("model")
        return [*self.containers, *([model] if model else [])]


def name(found: Object) -> str:
    """Return how a finding names an object."""
    return f"{found['kind']}/{found['metadata']['name']}"


def pods(objects: Sequence[Object]) -> Iterator[Pods]:
    """Yield the pods of all objects."""
    for found in objects:
        yield from _pods(found)


def _pods(found: Object) -> Iterator[Pods]:
    spec, kind = found.get("spec", {}), found["kind"]
    if kind in TEMPLATED:
        labels = spec["template"]["metadata"].get("labels", {})
        yield Pods(found, spec["template"]["spec"], labels, spec.get("replicas", 1), serves=kind != "Job")
    elif kind == "CronJob":
        yield Pods(found, spec["jobTemplate"]["spec"]["template"]["spec"], serves=False)
    elif kind == "Pod":
        yield Pods(found, spec, found["metadata"].get("labels", {}))
    elif kind == "ServingRuntime":
        yield Pods(found, spec, whole=False)
    elif kind == "InferenceService":
        predictor = spec["predictor"]
        labels = {SERVICE_LABEL: found["metadata"]["name"], "component": "predictor"}
        yield Pods(found, predictor, labels, predictor.get("minReplicas", 1), whole=False)
    elif kind in {"TrainingRuntime", "ClusterTrainingRuntime"}:
        for job in spec["template"]["spec"]["replicatedJobs"]:
            template = job["template"]["spec"]["template"]
            yield Pods(found, template["spec"], template.get("metadata", {}).get("labels", {}), serves=False)

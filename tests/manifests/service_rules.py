"""Rules for tenants' services: one each, left to rollouts in what is theirs, and there when a node is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from talktrack.systems.kserve.bodies import ANNOTATIONS
from talktrack.systems.kserve.modes import KNATIVE, MODE, STANDARD
from tests.manifests.network_rules import of_kind
from tests.manifests.pods import SERVICE_LABEL, Pods, name, pods
from tests.manifests.rendering import Object
from tests.manifests.selectors import matches

DRAIN_S = 30  # a predictor answers what it has begun


def mode_named(objects: Sequence[Object]) -> Iterator[str]:
    """In the cluster's own mode a canary may take everything; annotations are those that a rollout writes."""
    for found in of_kind(objects, "InferenceService"):
        annotations = found["metadata"].get("annotations", {})
        mode = annotations.get(MODE)
        if mode not in ANNOTATIONS:
            yield f"{name(found)}: {MODE} is {mode}, use {KNATIVE} or {STANDARD}"
        elif annotations != {MODE: mode, **ANNOTATIONS[mode]}:
            yield f"{name(found)}: its annotations are not those of a rollout in {mode} mode"


def named_after_tenant(objects: Sequence[Object]) -> Iterator[str]:
    """One service per tenant, with its name, its key and nobody else's."""
    for found in of_kind(objects, "InferenceService"):
        tenant = option(arguments(found), "--tenant")
        if found["metadata"]["name"] != f"talktrack-{tenant}":
            yield f"{name(found)}: serves tenant {tenant}"
        for volume in found["spec"]["predictor"].get("volumes", []):
            keys = [item.get(part) for item in volume.get("secret", {}).get("items", []) for part in ("key", "path")]
            if volume.get("secret", {}).get("secretName") == "talktrack-keys" and keys != [f"{tenant}.key"] * 2:
                yield f"{name(found)}: sees the keys {keys or 'of all tenants'}: name {tenant}.key alone, twice"


def release_left_to_rollouts(objects: Sequence[Object]) -> Iterator[str]:
    """A release in a manifest would come back with the next apply, past all guards."""
    for found in of_kind(objects, "InferenceService"):
        predictor = found["spec"]["predictor"]
        named = [field for field in ("storageUri", "storage") if field in predictor.get("model", {})]
        named += [field for field in ("canaryTrafficPercent", "name", "storageUris") if field in predictor]
        named += ["canary"] if "canary" in found["spec"] else []
        if named:
            yield f"{name(found)}: {', '.join(named)} belongs to the controller"


def replicas_fixed(objects: Sequence[Object]) -> Iterator[str]:
    """A pod that an autoscaler takes away takes its counters with it; a canary knows fixed numbers only."""
    for found in of_kind(objects, "InferenceService"):
        predictor = found["spec"]["predictor"]
        least, most = predictor.get("minReplicas", 1), predictor.get("maxReplicas", 0)
        if not 1 <= least == most:
            yield f"{name(found)}: from {least} to {most} replicas"


def survives_a_node(objects: Sequence[Object]) -> Iterator[str]:
    """In Standard mode: two replicas on two nodes, a budget, and time to answer. Knative says these things itself."""
    budgets = [budget["spec"]["selector"] for budget in of_kind(objects, "PodDisruptionBudget")]
    for found in pods(of_kind(objects, "InferenceService")):
        mode = found.of["metadata"].get("annotations", {}).get(MODE)
        if not any(selector and matches(selector, found.labels) for selector in budgets):
            yield f"{name(found.of)}: no PodDisruptionBudget"
        spread = found.spec.get("topologySpreadConstraints", [])
        if mode == STANDARD and (found.replicas < 2 or not any(_keeps_apart(one, found) for one in spread)):
            yield f"{name(found.of)}: one node takes it away"
        if mode == STANDARD and found.spec.get("terminationGracePeriodSeconds", 0) <= DRAIN_S:
            yield f"{name(found.of)}: is killed while it answers"
        if mode == KNATIVE and ("terminationGracePeriodSeconds" in found.spec or spread):
            yield f"{name(found.of)}: Knative refuses terminationGracePeriodSeconds and topologySpreadConstraints"


def _keeps_apart(constraint: Object, found: Pods) -> bool:
    """Two pods of one arm never share a node: each arm is spread by itself, or one could stand on one node alone."""
    return (
        constraint["topologyKey"] == "kubernetes.io/hostname"
        and constraint.get("whenUnsatisfiable") == "DoNotSchedule"
        and any(constraint.get("labelSelector", {}).values())
        and matches(constraint["labelSelector"], found.labels)
        and set(constraint.get("matchLabelKeys", [])) == {SERVICE_LABEL, "pod-template-hash"}
    )


def lets_drain(objects: Sequence[Object]) -> Iterator[str]:
    """A budget that never gives a pod away keeps a node from being updated."""
    for found in of_kind(objects, "PodDisruptionBudget"):
        spec = found["spec"]
        chosen = [one.replicas for one in pods(objects) if matches(spec.get("selector", {}), one.labels)]
        least, gone = spec.get("minAvailable"), spec.get("maxUnavailable")
        if least is None and gone is None:
            yield f"{name(found)}: says neither minAvailable nor maxUnavailable"
        if gone in {0, "0%"} or least == "100%" or (isinstance(least, int) and least >= min(chosen, default=1)):
            yield f"{name(found)}: no pod may ever leave"


def runtime_there(objects: Sequence[Object]) -> Iterator[str]:
    """A runtime serves the format that services and rollouts name."""
    runtimes = of_kind(objects, "ServingRuntime")
    formats = {
        one["name"] for found in runtimes for one in found["spec"]["supportedModelFormats"] if one.get("autoSelect")
    }
    for found in of_kind(objects, "InferenceService"):
        wanted = found["spec"]["predictor"].get("model", {}).get("modelFormat", {}).get("name")
        if wanted not in formats:
            yield f"{name(found)}: no ServingRuntime serves {wanted}"


def arguments(service: Object) -> list[str]:
    """Return the arguments that a service adds to its runtime's."""
    return list(service["spec"]["predictor"].get("model", {}).get("args", []))


def option(words: Sequence[str], named: str) -> str:
    """Return the value of an option, or nothing."""
    return next((word.partition("=")[2] for word in words if word.startswith(f"{named}=")), "")

"""Rules for names: every reference leads somewhere, every selector to pods that there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.manifests.pods import Pods, name, pods
from tests.manifests.rendering import Object
from tests.manifests.selectors import matches

# Made on the cluster by hand, since they are secret; manifests/README.md says how.
MADE_BY_HAND = {("Secret", "talktrack-keys"), ("Secret", "talktrack-storage")}
OF_THE_CLUSTER = {"Namespace", "ClusterTrainingRuntime", "ClusterRole", "ClusterRoleBinding", "PriorityClass"}
ELSEWHERE = {"kserve"}  # KServe's own namespace, which its installation makes
VOLUMES = {
    "configMap": ("ConfigMap", "name"),
    "secret": ("Secret", "secretName"),
    "persistentVolumeClaim": ("PersistentVolumeClaim", "claimName"),
}
KEYED = {"configMapKeyRef": "ConfigMap", "secretKeyRef": "Secret"}
WHOLE = {"configMapRef": "ConfigMap", "secretRef": "Secret"}


def once(objects: Sequence[Object]) -> Iterator[str]:
    """Of two objects with one name the last one wins, unseen."""
    found = Counter((one["kind"], one["metadata"].get("namespace"), one["metadata"]["name"]) for one in objects)
    yield from (f"{kind}/{called}: {often} times" for (kind, _, called), often in found.items() if often > 1)


def in_a_namespace(objects: Sequence[Object]) -> Iterator[str]:
    """Without one, an object lands wherever the context of kubectl points; kinds of the cluster have none."""
    spaces = {one["metadata"]["name"] for one in objects if one["kind"] == "Namespace"} | ELSEWHERE
    for found in objects:
        allowed = {None} if found["kind"] in OF_THE_CLUSTER else spaces
        if found["metadata"].get("namespace") not in allowed:
            yield f"{name(found)}: namespace {found['metadata'].get('namespace', 'none')}"


def references(objects: Sequence[Object]) -> Iterator[str]:
    """A pod with a reference to nothing waits for ever."""
    known = {(one["kind"], one["metadata"]["name"]) for one in objects} | MADE_BY_HAND
    for found in pods(objects):
        for kind, wanted in {*_volumes(found), *_variables(found), *_account(found)}:
            if (kind, wanted) not in known:
                yield f"{name(found.of)}: there is no {kind} {wanted}"
    for account in objects:
        for secret in account.get("secrets", []) if account["kind"] == "ServiceAccount" else []:
            if ("Secret", secret["name"]) not in known:
                yield f"{name(account)}: there is no Secret {secret['name']}"


def _volumes(found: Pods) -> Iterator[tuple[str, str]]:
    for volume in found.spec.get("volumes", []):
        for field, (kind, key) in VOLUMES.items():
            if field in volume:
                yield kind, volume[field][key]


def _variables(found: Pods) -> Iterator[tuple[str, str]]:
    for part in found.parts:
        for source in (variable.get("valueFrom", {}) for variable in part.get("env", [])):
            yield from ((KEYED[key], source[key]["name"]) for key in KEYED.keys() & source.keys())
        for source in part.get("envFrom", []):
            yield from ((WHOLE[key], source[key]["name"]) for key in WHOLE.keys() & source.keys())


def _account(found: Pods) -> Iterator[tuple[str, str]]:
    if "serviceAccountName" in found.spec:
        yield "ServiceAccount", found.spec["serviceAccountName"]


def selectors(objects: Sequence[Object]) -> Iterator[str]:
    """A selector that nothing has: a Service without pods, a budget for nobody, a page that nobody reads."""
    known = [found.labels for found in pods(objects)]
    for found in objects:
        if found["kind"] == "Deployment":
            own, labels = found["spec"]["selector"], found["spec"]["template"]["metadata"].get("labels", {})
            if not any(own.values()) or not matches(own, labels):
                yield f"{name(found)}: selects other pods than it makes"
            continue
        selector = _selector(found)
        if selector is not None and (
            not any(selector.values()) or not any(matches(selector, labels) for labels in known)
        ):
            yield f"{name(found)}: selects no pod of ours"


def _selector(found: Object) -> Object | None:
    if found["kind"] == "Service":
        return {"matchLabels": found["spec"]["selector"]} if found["spec"].get("selector") else {}
    selector: Object | None = found["spec"].get("selector") if found["kind"] in CHOOSERS else None
    return selector


CHOOSERS = {"PodDisruptionBudget", "PodMonitor"}


def ports(objects: Sequence[Object]) -> Iterator[str]:
    """A Service and a PodMonitor lead to ports that the pods have."""
    everybody = list(pods(objects))
    for found in objects:
        if found["kind"] == "Service":
            wanted = [port.get("targetPort", port["port"]) for port in found["spec"]["ports"]]
        elif found["kind"] == "PodMonitor":
            wanted = [one.get("port", one.get("portNumber")) for one in found["spec"]["podMetricsEndpoints"]]
        else:
            continue
        there = _ports(everybody, _selector(found) or {})
        yield from (f"{name(found)}: its pods have no port {port}" for port in wanted if port not in there)


def _ports(everybody: Sequence[Pods], selector: Object) -> set[object]:
    """Predictors have the ports of the runtime that completes them."""
    chosen = [found for found in everybody if matches(selector, found.labels)]
    if any(found.of["kind"] == "InferenceService" for found in chosen):
        chosen += [found for found in everybody if found.of["kind"] == "ServingRuntime"]
    named = [port for found in chosen for one in found.containers for port in one.get("ports", [])]
    return {port.get(key) for port in named for key in ("name", "containerPort")}


def scraped(objects: Sequence[Object]) -> Iterator[str]:
    """What Prometheus is told to read, a NetworkPolicy lets it read."""
    policies = [one["spec"] for one in objects if one["kind"] == "NetworkPolicy"]
    for found in objects:
        if found["kind"] != "PodMonitor":
            continue
        numbers = {
            port["containerPort"]
            for one in pods(objects)
            for container in one.containers
            for port in container.get("ports", [])
            for endpoint in found["spec"]["podMetricsEndpoints"]
            if endpoint.get("port", endpoint.get("portNumber")) in {port.get("name"), port["containerPort"]}
        }
        here = [spec for spec in policies if spec["podSelector"] == found["spec"]["selector"]]
        doors = [rule for spec in here for rule in spec.get("ingress") or [] if _from_monitoring(rule)]
        open_to = {port["port"] for rule in doors for port in rule.get("ports", [])}
        if not numbers or not numbers <= open_to:
            yield f"{name(found)}: no NetworkPolicy lets Prometheus in"


def _from_monitoring(rule: Object) -> bool:
    spaces = [peer.get("namespaceSelector", {}).get("matchLabels", {}) for peer in rule.get("from", [])]
    return {"kubernetes.io/metadata.name": "monitoring"} in spaces

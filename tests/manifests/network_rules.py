"""Rules for namespaces and their networks: closed, with doors that have an address and a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_network

from tests.manifests.pods import name, pods
from tests.manifests.rendering import Object
from tests.manifests.selectors import matches

PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")
NOBODYS = ip_network("192.0.2.0/24")  # RFC 5737
HTTPS, DNS = 443, 53
QUOTA = {
    "pods",
    "limits.cpu",
    "limits.memory",
    "persistentvolumeclaims",
    "services.loadbalancers",
    "services.nodeports",
}
WIDEST = 16  # prefix length of a range that may be one cluster's own
DIRECTIONS = (("ingress", "from"), ("egress", "to"))


def of_kind(objects: Sequence[Object], kind: str) -> list[Object]:
    """Return all objects of a kind."""
    return [found for found in objects if found["kind"] == kind]


def restricted(objects: Sequence[Object]) -> Iterator[str]:
    """The API server enforces what these rules ask for, also for pods that somebody else makes."""
    for found in of_kind(objects, "Namespace"):
        if found["metadata"].get("labels", {}).get("pod-security.kubernetes.io/enforce") != "restricted":
            yield f"{name(found)}: does not enforce PodSecurity restricted"


def bounded(objects: Sequence[Object]) -> Iterator[str]:
    """A quota, and limits for containers that name none, which a quota would refuse."""
    for found in of_kind(objects, "Namespace"):
        here = [one for one in objects if one["metadata"].get("namespace") == found["metadata"]["name"]]
        quotas = [one["spec"]["hard"] for one in of_kind(here, "ResourceQuota")]
        ranges = [limit for one in of_kind(here, "LimitRange") for limit in one["spec"]["limits"]]
        if not any(quota.keys() >= QUOTA for quota in quotas):
            yield f"{name(found)}: no ResourceQuota of {', '.join(sorted(QUOTA))}"
        if not any(limit.get("default", {}).keys() >= {"cpu", "memory"} for limit in ranges):
            yield f"{name(found)}: no LimitRange with a default of cpu and memory"


def closed(objects: Sequence[Object]) -> Iterator[str]:
    """Nothing comes in or goes out unless a policy says so, and names can be resolved."""
    for found in of_kind(objects, "Namespace"):
        here = [
            one["spec"]
            for one in of_kind(objects, "NetworkPolicy")
            if one["metadata"].get("namespace") == found["metadata"]["name"]
        ]
        everybody = [spec for spec in here if spec.get("podSelector") == {}]
        if not any(_denies(spec) for spec in everybody):
            yield f"{name(found)}: no NetworkPolicy that denies all"
        if not any(_resolves(rule) for spec in everybody for rule in spec.get("egress") or []):
            yield f"{name(found)}: nobody can resolve a name"


def narrow(objects: Sequence[Object]) -> Iterator[str]:
    """A flow has another end and a port; only HTTPS leaves for addresses that nobody can list."""
    for found in of_kind(objects, "NetworkPolicy"):
        for direction, end in DIRECTIONS:
            for rule in found["spec"].get(direction) or []:
                for problem in _too_wide(rule, end, found["spec"]["podSelector"]):
                    yield f"{name(found)}: {direction} {problem}"


def addressed(objects: Sequence[Object]) -> Iterator[str]:
    """What only the cluster knows was written by the overlay."""
    for found in of_kind(objects, "NetworkPolicy"):
        for block in _blocks(found):
            if ip_network(block["cidr"]).network_address in NOBODYS:
                yield f"{name(found)}: {block['cidr']} is nobody's address: set the cluster's own"


def used(objects: Sequence[Object]) -> Iterator[str]:
    """A policy for pods of ours names labels that they have; labels of Argo's pods are Argo's."""
    known = [found.labels for found in pods(objects)] + [{"workflows.argoproj.io/workflow": "any"}]
    for found in of_kind(objects, "NetworkPolicy"):
        if not any(matches(found["spec"]["podSelector"], labels) for labels in known):
            yield f"{name(found)}: selects no pod"


def _denies(spec: Object) -> bool:
    return set(spec.get("policyTypes", [])) == {"Ingress", "Egress"} and not (spec.get("ingress") or spec.get("egress"))


def _resolves(rule: Object) -> bool:
    spaces = [peer.get("namespaceSelector", {}).get("matchLabels", {}) for peer in rule.get("to", [])]
    return DNS in _ports(rule) and {"kubernetes.io/metadata.name": "kube-system"} in spaces


def _ports(rule: Object) -> set[int]:
    return {port["port"] for port in rule.get("ports", []) if "port" in port}


def _blocks(found: Object) -> Iterator[Object]:
    for direction, end in DIRECTIONS:
        for rule in found["spec"].get(direction) or []:
            yield from (peer["ipBlock"] for peer in rule.get(end, []) if "ipBlock" in peer)


def _too_wide(rule: Object, end: str, own: Object) -> Iterator[str]:
    peers = rule.get(end, [])
    if not peers or any(_anybody(peer) for peer in peers):
        yield "is open to everybody"
    if not _ports(rule) and peers != [{"podSelector": own}]:
        yield "names no port"
    for block in (peer["ipBlock"] for peer in peers if "ipBlock" in peer):
        if ip_network(block["cidr"]).prefixlen < WIDEST and not _is_outside(block, rule, end):
            yield f"reaches {block['cidr']}"


def _anybody(peer: Object) -> bool:
    """A selector without terms chooses all: of namespaces every one, of pods every one here."""
    space = peer.get("namespaceSelector")
    return not any(any(part.values()) for part in peer.values()) or (space is not None and not any(space.values()))


def _is_outside(block: Object, rule: Object, end: str) -> bool:
    return end == "to" and _ports(rule) == {HTTPS} and set(PRIVATE) <= set(block.get("except", []))

"""What is wrong with a place to run in, from facts about it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from talktrack.core import images
from talktrack.core.images import DIGESTS, REGISTRY
from talktrack.systems.cluster_facts import ClusterFacts

GOOD, WRONG, UNTOLD = "ok", "wrong", "untold"
OLDEST_KFP, OLDEST_KSERVE, STANDARD_KSERVE = (2, 15), (0, 20), (0, 21)
SDK = (2, 17)
REPOSITORY = re.compile(r"[a-z0-9][a-z0-9.-]*(:\d+)?(/[a-z0-9._-]+)+")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: good, wrong with what to do, or untold."""

    what: str
    state: str
    sentence: str


def of_images(chosen: Mapping[str, str]) -> Iterator[Finding]:
    """Judge registry and digests."""
    registry = chosen[REGISTRY]
    if not REPOSITORY.fullmatch(registry):
        yield Finding(
            "registry", WRONG, f"{registry!r} names no registry: set {REGISTRY}=host/path, as of make images."
        )
    else:
        yield Finding("registry", GOOD, registry)
    missing = [name for name, key in DIGESTS.items() if key not in chosen]
    if missing:
        told = "a tag may be moved, and a cached step would not notice: run `make images PUSH=1`, set TALKTRACK_IMAGES."
        yield Finding("digests", WRONG, f"{', '.join(missing)} have none; {told}")
    else:
        yield Finding("digests", GOOD, ", ".join(images.NAMES))


def of_cluster(facts: ClusterFacts, mode: str = "") -> Iterator[Finding]:
    """Judge versions, kinds and the mode in which services will be; `mode` is the one that is asked for."""
    yield _version("Kubeflow Pipelines", facts.kfp, OLDEST_KFP)
    if facts.kfp and _number(facts.kfp) < SDK:
        told = f"the SDK here is {SDK[0]}.{SDK[1]}, the server {facts.kfp}: run one pipeline before you rely on it."
        yield Finding("SDK", UNTOLD, told)
    yield _version("KServe", facts.kserve, OLDEST_KSERVE)
    yield from _mode(facts, mode)
    for kind in ("InferenceService", "TrainJob", "PodMonitor"):
        yield _kind(facts, kind)
    for what in facts.forbidden:
        yield Finding(what, UNTOLD, "we may not look: ask for read access, or look yourself.")


def _version(what: str, found: str, oldest: tuple[int, int]) -> Finding:
    if not found:
        return Finding(what, UNTOLD, "its controller was not found where it usually is; its version is untold.")
    if _number(found) < oldest:
        least = f"{oldest[0]}.{oldest[1]}"
        return Finding(what, WRONG, f"{found} is older than {least}, the oldest that we run with: upgrade it.")
    return Finding(what, GOOD, found)


def _mode(facts: ClusterFacts, asked: str) -> Iterator[Finding]:
    mode = asked or facts.default_mode
    if mode not in {"Knative", "Standard"}:
        told = "services split traffic in Knative or Standard mode only: name one by --mode."
        yield Finding("deployment mode", WRONG if mode else UNTOLD, f"{mode or 'the default'} is not told; {told}")
        return
    yield Finding("deployment mode", GOOD, f"{mode}{'' if asked else ', the default of the cluster'}")
    if mode != "Standard":
        return
    if facts.kserve and _number(facts.kserve) < STANDARD_KSERVE:
        told = f"{facts.kserve} makes canaries without splitting traffic: upgrade to 0.21, or use Knative mode."
        yield Finding("canaries in Standard mode", WRONG, told)
    if not facts.kinds.get("HTTPRoute", False) and not _hidden(facts, "HTTPRoute"):
        told = "there is no Gateway API: install it and set enableGatewayApi, or use Knative mode."
        yield Finding("canaries in Standard mode", WRONG, told)


NEEDED = {
    "InferenceService": (WRONG, "install KServe: nothing can be served without it."),
    "TrainJob": (UNTOLD, "Kubeflow Trainer is not there: num_nodes above 1 will fail."),
    "PodMonitor": (UNTOLD, "the Prometheus operator is not there: leave the monitoring component out of the overlay."),
}


def _kind(facts: ClusterFacts, kind: str) -> Finding:
    if facts.kinds.get(kind, False):
        return Finding(kind, GOOD, "known")
    state, told = NEEDED[kind]
    return Finding(kind, UNTOLD, "untold") if _hidden(facts, kind) else Finding(kind, state, told)


def _hidden(facts: ClusterFacts, kind: str) -> bool:
    return f"kind {kind}" in facts.forbidden


def _number(version: str) -> tuple[int, int]:
    major, minor, *_ = version.split(".")
    return int(major), int(minor)

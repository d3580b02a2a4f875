"""Rules for pods: what they run, as whom, with how much, and how it is known that they are well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from talktrack.systems.kserve import MOUNTED
from tests.manifests.made_pods import made_pods
from tests.manifests.network_rules import of_kind
from tests.manifests.pods import Pods, name, pods
from tests.manifests.rendering import Object

DIGEST = re.compile(r"\S+@sha256:[0-9a-f]{64}")
NOBODY = "sha256:" + "0" * 64
OF_RUNS = {"pipeline-runner"}  # the pods of a run are made by Argo, which leaves tokens to the account
HOST = ("hostNetwork", "hostPID", "hostIPC")
PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
HEALTH = {"/healthz", "/readyz", "/v2/health/ready", "/v2/health/live"}  # of the controller, and of KServe's server


def _containers(objects: Sequence[Object]) -> Iterator[tuple[str, Pods, Object]]:
    for found in pods(objects):
        for container in found.containers:
            yield f"{name(found.of)} {container['name']}", found, container


def images_by_digest(objects: Sequence[Object]) -> Iterator[str]:
    """A tag can be moved to another image between two nodes."""
    for where, _, container in _containers(objects):
        if not DIGEST.fullmatch(container.get("image", "")):
            yield f"{where}: {container.get('image', 'no image')} is not name@sha256:digest"


def images_built(objects: Sequence[Object]) -> Iterator[str]:
    """The digest of the repository is nobody's: nothing is applied before images were built."""
    for where, _, container in _containers(objects):
        if container.get("image", "").endswith(NOBODY):
            yield f"{where}: the digest stands for one that `make images` has to find"


def limits(objects: Sequence[Object]) -> Iterator[str]:
    """Without limits one takes what its neighbours need; memory that is only lent is taken back by a kill."""
    for where, _, container in _containers(objects):
        given = container.get("resources", {})
        for part in ("requests", "limits"):
            for resource in ("cpu", "memory"):
                if resource not in given.get(part, {}):
                    yield f"{where}: no {part}.{resource}"
        if given.get("requests", {}).get("memory") != given.get("limits", {}).get("memory"):
            yield f"{where}: memory that is not requested"


def probes(objects: Sequence[Object]) -> Iterator[str]:
    """What serves says when it is ready and when it hangs, and has time to start."""
    for where, found, container in _containers(objects):
        asked = {probe: container.get(probe, {}).get("httpGet", {}) for probe in PROBES}
        missing = [probe for probe, page in asked.items() if page.get("path") not in HEALTH or "port" not in page]
        if found.serves and missing:
            yield f"{where}: no {', '.join(missing)} of {', '.join(sorted(HEALTH))}"


def probe_ports(objects: Sequence[Object]) -> Iterator[str]:
    """A probe asks a port that the container has."""
    for where, _, container in _containers(objects):
        ports = {port.get(key) for port in container.get("ports", []) for key in ("name", "containerPort")}
        for probe in PROBES:
            port = container.get(probe, {}).get("httpGet", {}).get("port")
            if port is not None and port not in ports:
                yield f"{where}: {probe} asks port {port}, which it has not"


def security_context(objects: Sequence[Object]) -> Iterator[str]:
    """PodSecurity restricted, and a root file system that nobody can write to."""
    for where, _, container in _containers(objects):
        found = container.get("securityContext", {})
        wanted = {
            "allowPrivilegeEscalation": found.get("allowPrivilegeEscalation") is False,
            "privileged": not found.get("privileged"),
            "readOnlyRootFilesystem": found.get("readOnlyRootFilesystem") is True,
            "runAsNonRoot": found.get("runAsNonRoot") is True and found.get("runAsUser") != 0,
            "capabilities": found.get("capabilities") == {"drop": ["ALL"]},
            "seccompProfile": found.get("seccompProfile") == {"type": "RuntimeDefault"},
        }
        wrong = [field for field, right in wanted.items() if not right]
        if wrong:
            yield f"{where}: securityContext.{', '.join(wrong)}"


def pod_security_context(objects: Sequence[Object]) -> Iterator[str]:
    """Containers that others inject inherit from the pod. A ServingRuntime has no such field."""
    for found in pods(objects):
        context = found.spec.get("securityContext", {})
        restricted = context.get("runAsNonRoot") is True and context.get("seccompProfile") == {"type": "RuntimeDefault"}
        if found.of["kind"] != "ServingRuntime" and not (restricted and context.get("runAsUser") != 0):
            yield f"{name(found.of)}: the pod's securityContext lacks runAsNonRoot or seccompProfile RuntimeDefault"


def scratch(objects: Sequence[Object]) -> Iterator[str]:
    """Programs need a /tmp, of a size that a node survives."""
    for where, found, container in _containers(objects):
        volumes = {volume["name"]: volume for volume in found.spec.get("volumes", [])}
        mounted = [mount["name"] for mount in container.get("volumeMounts", []) if mount["mountPath"] == "/tmp"]  # noqa: S108 - a path in a pod
        if not any("sizeLimit" in (volumes.get(volume, {}).get("emptyDir") or {}) for volume in mounted):
            yield f"{where}: no emptyDir with a sizeLimit at /tmp"


def mounts(objects: Sequence[Object]) -> Iterator[str]:
    """A mount names a volume of its pod, and a volume says where it comes from."""
    for found in pods(objects):
        volumes = {volume["name"] for volume in found.spec.get("volumes", []) if len(volume) > 1}
        for part in found.parts:
            for mount in part.get("volumeMounts", []):
                if mount["name"] not in volumes:
                    yield f"{name(found.of)}: there is no volume {mount['name']}"


def paths(objects: Sequence[Object]) -> Iterator[str]:
    """A path in an argument or a variable lies below a mount; KServe mounts the release."""
    for found in pods(made_pods(objects)):
        for part in found.containers:
            mounted = [MOUNTED, *(mount["mountPath"] for mount in part.get("volumeMounts", []))]
            words = [*(word.partition("=")[2] for word in part.get("args", []))]
            words += [variable.get("value", "") for variable in part.get("env", [])]
            for word in words:
                if word.startswith("/") and not any(PurePosixPath(word).is_relative_to(place) for place in mounted):
                    yield f"{name(found.of)}: nothing is mounted at {word}"


def host(objects: Sequence[Object]) -> Iterator[str]:
    """Nothing of the node is a pod's business."""
    for found in pods(objects):
        shared = [field for field in HOST if found.spec.get(field)]
        shared += ["hostPath" for volume in found.spec.get("volumes", []) if "hostPath" in volume]
        shared += ["hostPort" for one in found.containers for port in one.get("ports", []) if "hostPort" in port]
        if shared:
            yield f"{name(found.of)}: {', '.join(shared)}"


def own_account(objects: Sequence[Object]) -> Iterator[str]:
    """The default account is everybody's; a token is mounted only where somebody says so."""
    for found in pods(objects):
        if found.of["kind"] == "ServingRuntime":
            continue
        if found.spec.get("serviceAccountName", "default") == "default":
            yield f"{name(found.of)}: no service account of its own"
        if "automountServiceAccountToken" not in found.spec:
            yield f"{name(found.of)}: does not say whether it gets a token"
    for account in of_kind(objects, "ServiceAccount"):
        wanted = account["metadata"]["name"] in OF_RUNS
        if account.get("automountServiceAccountToken") is not wanted:
            yield f"{name(account)}: automountServiceAccountToken is not {wanted}"

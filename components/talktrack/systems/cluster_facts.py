"""What is installed on a cluster, as far as we may look: versions of the controllers, kinds, KServe's default mode."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from talktrack.core.errors import StoreUnavailableError
from talktrack.systems.kserve.cluster import NOT_FOUND, TIMEOUT_S, connect
from talktrack.systems.kserve.modes import OLD_NAMES

FORBIDDEN = frozenset({401, 403})
UNKNOWN = ""
VERSION = re.compile(r"v?(\d+\.\d+\.\d+)")

KFP, KSERVE = ("kubeflow", "ml-pipeline"), ("kserve", "kserve-controller-manager")
KINDS = {
    "InferenceService": "inferenceservices.serving.kserve.io",
    "TrainJob": "trainjobs.trainer.kubeflow.org",
    "HTTPRoute": "httproutes.gateway.networking.k8s.io",
    "PodMonitor": "podmonitors.monitoring.coreos.com",
}


@dataclass(frozen=True)
class ClusterFacts:
    """Versions are empty where the controller is absent or untold; `kinds` says of each kind whether it is known.

    `forbidden` names what we may not look at, so that nothing is concluded from its absence.
    """

    kfp: str
    kserve: str
    default_mode: str
    kinds: dict[str, bool]
    forbidden: tuple[str, ...] = ()


def read_facts(server: str = "") -> ClusterFacts:
    """Look at the cluster that `server`, the pod or the kubeconfig names.

    Raises:
        ConfigurationInvalidError: there is no server, no pod credentials and no kubeconfig.
        StoreUnavailableError: the cluster does not answer.
    """
    from kubernetes import client

    connection = connect(server)
    apps, core = client.AppsV1Api(connection), client.CoreV1Api(connection)
    extensions = client.ApiextensionsV1Api(connection)
    look = _Look()
    return ClusterFacts(
        kfp=look(f"deployment {KFP[1]}", partial(_image, apps, *KFP)) or UNKNOWN,
        kserve=look(f"deployment {KSERVE[1]}", partial(_image, apps, *KSERVE)) or UNKNOWN,
        default_mode=look("configmap inferenceservice-config", partial(_mode, core)) or UNKNOWN,
        kinds={kind: bool(look(f"kind {kind}", partial(_kind, extensions, name))) for kind, name in KINDS.items()},
        forbidden=tuple(look.forbidden),
    )


class _Look:
    """Asks one question; what is absent or forbidden answers None."""

    def __init__(self) -> None:
        self.forbidden: list[str] = []

    def __call__(self, what: str, ask: Callable[[], Any]) -> Any:
        from kubernetes.client import ApiException
        from urllib3.exceptions import HTTPError

        try:
            return ask()
        except ApiException as refused:
            if refused.status in FORBIDDEN:
                self.forbidden.append(what)
            elif refused.status != NOT_FOUND:
                message = f"the cluster cannot tell about {what} ({refused.status}): try again."
                raise StoreUnavailableError(message) from refused
            return None
        except HTTPError as away:
            message = f"the cluster does not answer ({type(away).__name__}): check --server and the network."
            raise StoreUnavailableError(message) from away


def _image(apps: Any, namespace: str, name: str) -> str:
    """Return the version in the tag of a controller's image."""
    found = apps.read_namespaced_deployment(name, namespace, _request_timeout=TIMEOUT_S)
    images = [container.image for container in found.spec.template.spec.containers]
    tags = [VERSION.search(image.rpartition(":")[2]) for image in images]
    return next((tag[1] for tag in tags if tag), UNKNOWN)


def _mode(core: Any) -> str:
    found = core.read_namespaced_config_map("inferenceservice-config", "kserve", _request_timeout=TIMEOUT_S)
    deploy = json.loads((found.data or {}).get("deploy") or "{}")
    mode = str(deploy.get("defaultDeploymentMode", UNKNOWN))
    return OLD_NAMES.get(mode, mode)


def _kind(extensions: Any, name: str) -> bool:
    extensions.read_custom_resource_definition(name, _request_timeout=TIMEOUT_S)
    return True

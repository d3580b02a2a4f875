"""A Kubernetes API server that tells what is installed on a cluster and nothing else, over HTTP on loopback.

Deployments, CustomResourceDefinitions and one ConfigMap can be read:
https://kubernetes.io/docs/reference/kubernetes-api/
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from talktrack.world.json_service import JsonService, Refused
from talktrack.world.kserve_objects import Denied
from talktrack.world.loopback import Answer, Request

_DEPLOYMENT = re.compile(r"/apis/apps/v1/namespaces/(?P<namespace>[^/]+)/deployments/(?P<name>[^/]+)")
_KIND = re.compile(r"/apis/apiextensions\.k8s\.io/v1/customresourcedefinitions/(?P<name>[^/]+)")
_CONFIGURATION = "/api/v1/namespaces/kserve/configmaps/inferenceservice-config"


@dataclass
class Installed:
    """Images by namespace and deployment, known kinds by their definition's name, KServe's default mode.

    `forbidden` are beginnings of paths that may not be read.
    """

    images: Mapping[tuple[str, str], str] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    default_mode: str = "Knative"
    forbidden: tuple[str, ...] = ()


class InstalledApi(JsonService):
    """The API server over what is installed; exchange `installed` at any time."""

    def __init__(self, installed: Installed) -> None:
        """Keep it."""
        super().__init__(root="/")
        self.installed = installed

    def admitted(self, request: Request) -> Answer:
        """Read one object."""
        if request.method != "GET":
            raise Denied(501, "NotImplemented", "nothing can be written")
        if request.path.startswith(self.installed.forbidden):
            raise Denied(403, "Forbidden", "RBAC: not allowed")
        if found := _DEPLOYMENT.fullmatch(request.path):
            return Answer(200, self._deployment(found["namespace"], found["name"]))
        if (found := _KIND.fullmatch(request.path)) and found["name"] in self.installed.kinds:
            return Answer(200, _definition(found["name"]))
        if request.path == _CONFIGURATION and self.installed.default_mode:
            deploy = json.dumps({"defaultDeploymentMode": self.installed.default_mode})
            return Answer(200, {"kind": "ConfigMap", "apiVersion": "v1", "data": {"deploy": deploy}})
        raise Denied(404, "NotFound", f"{request.path} was not found")

    def failure(self, refused: Refused) -> Answer:
        """Return a Status object."""
        reason = refused.reason if isinstance(refused, Denied) else "InternalError"
        return Answer(refused.status, {"kind": "Status", "reason": reason, "message": str(refused)})

    def _deployment(self, namespace: str, name: str) -> dict[str, Any]:
        image = self.installed.images.get((namespace, name))
        if image is None:
            raise Denied(404, "NotFound", f"deployments {name!r} not found")
        labels = {"app": name}
        pod = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": name, "image": image}]}}
        return {
            "kind": "Deployment",
            "apiVersion": "apps/v1",
            "metadata": {"name": name, "namespace": namespace},
            "spec": {"selector": {"matchLabels": labels}, "template": pod},
        }


def _definition(name: str) -> dict[str, Any]:
    plural, _, group = name.partition(".")
    version = {"name": "v1", "served": True, "storage": True}
    names = {"kind": plural, "plural": plural}
    return {
        "kind": "CustomResourceDefinition",
        "apiVersion": "apiextensions.k8s.io/v1",
        "metadata": {"name": name},
        "spec": {"group": group, "names": names, "scope": "Namespaced", "versions": [version]},
    }

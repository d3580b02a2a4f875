"""What else can be read from the API server: routes, Services, the configuration and what is installed.

Documents: [discovery] https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
[httproute] https://gateway-api.sigs.k8s.io/reference/spec/#httproute
[headless] https://kubernetes.io/docs/concepts/services-networking/service/#headless-services
[config] kserve/charts/kserve-resources/templates/configmap.yaml
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from talktrack.world import kserve_standard
from talktrack.world.kserve_installation import Installation
from talktrack.world.kserve_objects import Denied
from talktrack.world.kserve_rules import Service

GATEWAY = "gateway.networking.k8s.io"
POD_PORT = 8080
_NAMESPACED = r"/namespaces/(?P<namespace>[^/]+)/"
_ROUTE = re.compile(rf"/apis/{re.escape(GATEWAY)}/v1{_NAMESPACED}httproutes/(?P<name>[^/]+)")
_SERVICE = re.compile(rf"/api/v1{_NAMESPACED}services/(?P<name>[^/]+)")
_CONFIGURATION = "/api/v1/namespaces/kserve/configmaps/inferenceservice-config"

Object = dict[str, Any]


def view(path: str, services: Mapping[str, Service], installation: Installation) -> Object | None:
    """Return what stands at the path, or None when the path is of another kind.

    Raises:
        Denied: there is no such thing.
    """
    if path == _CONFIGURATION:
        return _configuration(installation)
    if path == f"/apis/{GATEWAY}/v1":
        return _discovery(installation)
    if found := _ROUTE.fullmatch(path):
        return _route(found["name"], found["namespace"], services, installation)
    if found := _SERVICE.fullmatch(path):
        return _service(found["name"], found["namespace"], services.values())
    return None


def _discovery(installation: Installation) -> Object:
    if not installation.gateway_api:
        raise Denied(404, "NotFound", "the server could not find the requested resource")
    kind = {"name": "httproutes", "singularName": "httproute", "namespaced": True, "kind": "HTTPRoute"}
    resources = [kind | {"verbs": ["get", "list", "patch"]}]
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": f"{GATEWAY}/v1", "resources": resources}


def _route(name: str, namespace: str, services: Mapping[str, Service], installation: Installation) -> Object:
    """The service's own address and the predictor's have a route each; their names never change [httproute]."""
    found = services.get(name) or services.get(name.removesuffix("-predictor"))
    standard = found is not None and found.mode == "Standard" and installation.gateway_api
    rule = kserve_standard.routed(found) if found is not None and standard else None
    if rule is None:
        raise Denied(404, "NotFound", f"httproutes.{GATEWAY} {name!r} not found")
    accepted = {"controllerName": "example.com/gateway", "conditions": [{"type": "Accepted", "status": "True"}]}
    return {
        "apiVersion": f"{GATEWAY}/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"rules": [rule]},
        "status": {"parents": [accepted]},
    }


def _service(name: str, namespace: str, services: Iterable[Service]) -> Object:
    """A deployment's Service: with an address of its own where its process has one, else headless [headless]."""
    revisions = [revision for service in services if service.mode == "Standard" for revision in service.revisions]
    found = next((revision for revision in revisions if revision.name == name), None)
    if found is None:
        raise Denied(404, "NotFound", f"services {name!r} not found")
    where = urlsplit(found.url)
    port: Object = {"port": where.port or 80, "targetPort": POD_PORT, "protocol": "TCP"}
    spec = {"clusterIP": where.hostname if where.port else "None", "ports": [port], "type": "ClusterIP"}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": namespace}, "spec": spec}


def _configuration(installation: Installation) -> Object:
    if not installation.default_mode:
        raise Denied(404, "NotFound", "configmaps 'inferenceservice-config' not found")
    deploy = json.dumps({"defaultDeploymentMode": installation.default_mode})
    metadata = {"name": "inferenceservice-config", "namespace": "kserve", "resourceVersion": "1"}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"deploy": deploy}}

"""All calls to the API server that concern one InferenceService; absent things are None or empty."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from talktrack.systems.kserve.bodies import GROUP, PLURAL, VERSION
from talktrack.systems.kserve.cluster import NOT_FOUND, TIMEOUT_S, explained

GATEWAY, GATEWAY_VERSION, ROUTES = "gateway.networking.k8s.io", "v1", "httproutes"
CONFIGURATION = "inferenceservice-config"
HEADLESS = "None"

Object = dict[str, Any]


class ServiceApi:
    """One InferenceService, its route and its Services. `installed_in` is the namespace that KServe runs in."""

    def __init__(self, api: Any, namespace: str, service: str, installed_in: str = "kserve") -> None:
        """Keep the connection and the names."""
        from kubernetes import client

        self.service = service
        self._explained = partial(explained, server=str(api.configuration.host))
        self._objects = client.CustomObjectsApi(api)
        self._core = client.CoreV1Api(api)
        self._namespace = namespace
        self._installed_in = installed_in
        self._where = {"group": GROUP, "version": VERSION, "namespace": namespace, "plural": PLURAL}

    @property
    def _what(self) -> str:
        return f"inferenceservice {self.service}"

    def read(self) -> Object | None:
        """Return the InferenceService."""
        return self._found(
            self._what,
            lambda: self._objects.get_namespaced_custom_object(
                **self._where, name=self.service, _request_timeout=TIMEOUT_S
            ),
        )

    def create(self, body: Object, **options: Any) -> Object:
        """Create it; `dry_run="All"` only asks what it would become."""
        with self._explained(self._what):
            created: Object = self._objects.create_namespaced_custom_object(
                **self._where, body=body, _request_timeout=TIMEOUT_S, **options
            )
        return created

    def patch(self, body: Object, **options: Any) -> Object:
        """Merge a change into it and return what it has become; `dry_run="All"` only asks."""
        with self._explained(self._what):
            changed: Object = self._objects.patch_namespaced_custom_object(
                **self._where, name=self.service, body=body, _request_timeout=TIMEOUT_S, **options
            )
        return changed

    def route(self) -> Object | None:
        """Return the HTTPRoute behind the service's own address, which users call; it has the service's name."""
        where = {"group": GATEWAY, "version": GATEWAY_VERSION, "namespace": self._namespace, "plural": ROUTES}
        return self._found(
            f"httproute {self.service}",
            lambda: self._objects.get_namespaced_custom_object(**where, name=self.service, _request_timeout=TIMEOUT_S),
        )

    def knows_routes(self) -> bool:
        """Tell whether Gateway API is installed in this cluster."""
        resources = self._found(
            GATEWAY, lambda: self._objects.get_api_resources(GATEWAY, GATEWAY_VERSION, _request_timeout=TIMEOUT_S)
        )
        return resources is not None and any(resource.name == ROUTES for resource in resources.resources)

    def address(self, service: str) -> str:
        """Return the base URL of a Kubernetes Service, or the empty string when there is none."""
        found = self._found(
            f"service {service}",
            lambda: self._core.read_namespaced_service(service, self._namespace, _request_timeout=TIMEOUT_S),
        )
        if found is None or not found.spec.ports:
            return ""
        port = found.spec.ports[0]
        if found.spec.cluster_ip in {None, "", HEADLESS}:  # its name leads to the pods, so to the port of the pods
            pods_port = port.target_port if isinstance(port.target_port, int) else port.port
            return f"http://{service}.{self._namespace}.svc:{pods_port}"
        host = found.spec.cluster_ip
        return f"http://[{host}]:{port.port}" if ":" in host else f"http://{host}:{port.port}"

    def default_mode(self) -> str:
        """Return the mode that KServe gives a service that names none, or '' where nothing says so."""
        found = self._found(
            f"configmap {CONFIGURATION}",
            lambda: self._core.read_namespaced_config_map(
                CONFIGURATION, self._installed_in, _request_timeout=TIMEOUT_S
            ),
        )
        try:
            return str(json.loads(found.data["deploy"])["defaultDeploymentMode"]) if found else ""
        except (ValueError, KeyError, TypeError):
            return ""

    def _found(self, what: str, ask: Callable[[], Any]) -> Any:
        """Return the answer, or None when there is no such thing."""
        from kubernetes.client import ApiException

        try:
            with self._explained(what, passing=NOT_FOUND):
                return ask()
        except ApiException:
            return None

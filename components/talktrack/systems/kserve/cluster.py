"""The Kubernetes client: connecting, its errors as ours, and a document kept in a ConfigMap."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError, ConflictError, StoreUnavailableError
from talktrack.systems.kserve.settings import check_server

DOCUMENT = "document.json"
TIMEOUT_S = 10
NOT_FOUND, CONFLICT = 404, 409


class ConfigMapDocument:
    """A document in a ConfigMap, written by compare-and-swap, that the garbage collector removes with its owner."""

    def __init__(self, core: Any, namespace: str, name: str, owners: Callable[[], list[dict[str, Any]]]) -> None:
        """Keep the client, the names and the way to find the owner references."""
        self._core = core
        self._server = str(core.api_client.configuration.host)
        self._namespace = namespace
        self._name = name
        self._owners = owners

    def load(self) -> tuple[bytes, str] | None:
        """Return the document and its resourceVersion, or None."""
        from kubernetes.client import ApiException

        try:
            with explained(f"configmap {self._name}", self._server, passing=NOT_FOUND):
                found = self._core.read_namespaced_config_map(self._name, self._namespace, _request_timeout=TIMEOUT_S)
        except ApiException:
            return None
        return (found.data or {})[DOCUMENT].encode(), found.metadata.resource_version

    def save(self, document: bytes, version: str | None) -> str:
        """Create or replace the ConfigMap at exactly this version."""
        metadata: dict[str, Any] = {"name": self._name, "ownerReferences": self._owners()}
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {DOCUMENT: document.decode()}}
        with explained(f"configmap {self._name}", self._server):
            if version is None:
                saved = self._core.create_namespaced_config_map(self._namespace, body, _request_timeout=TIMEOUT_S)
            else:
                metadata["resourceVersion"] = version
                saved = self._core.replace_namespaced_config_map(
                    self._name, self._namespace, body, _request_timeout=TIMEOUT_S
                )
        return str(saved.metadata.resource_version)


@contextmanager
def explained(what: str, server: str = "", passing: int = 0) -> Iterator[None]:
    """Turn the client's exceptions into ours; a status that the caller expects passes. `server` is who was asked."""
    from kubernetes.client import ApiException
    from urllib3.exceptions import HTTPError

    try:
        yield
    except ApiException as failure:
        if not failure.status:  # so the client tells of TLS that fails
            raise _unreachable(what, server, " ".join(str(failure.reason).split())) from failure
        if failure.status == passing:
            raise
        if failure.status == CONFLICT:
            raise ConflictError(f"{what} was changed since it was read: read again, decide again.") from failure
        raise StoreUnavailableError(f"{what}: the cluster answered {failure.status} {_said(failure)}") from failure
    except HTTPError as failure:
        raise _unreachable(what, server, type(failure).__name__) from failure


def _unreachable(what: str, server: str, why: str) -> StoreUnavailableError:
    where = f"the cluster at {server}" if server else "the cluster"
    next_step = "check --server or the kubeconfig's context, whether the API runs there, and the network between"
    return StoreUnavailableError(f"{what}: {where} cannot be reached ({why}): {next_step}.")


def _said(failure: Any) -> str:
    try:
        return str(json.loads(failure.body or "")["message"])
    except (ValueError, KeyError, TypeError):
        return str(failure.reason)


def connect(server: str = "") -> Any:
    """Return an ApiClient for `server`, else for the pod's own cluster, else for the kubeconfig's.

    Raises:
        ConfigurationInvalidError: `server` is no address, or there is none, no pod credentials and no kubeconfig.
    """
    from kubernetes import client, config

    check_server(server)
    configuration = client.Configuration(host=server or None)
    if server:
        configuration.retries = False
        return client.ApiClient(configuration)
    try:
        try:
            config.load_incluster_config(client_configuration=configuration)
        except config.ConfigException:
            config.load_kube_config(client_configuration=configuration)
    except config.ConfigException as missing:
        message = "no cluster is configured: give --server, run inside a pod, or set KUBECONFIG."
        raise ConfigurationInvalidError(message) from missing
    return client.ApiClient(configuration)

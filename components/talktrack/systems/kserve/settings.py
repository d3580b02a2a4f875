"""What a caller says of the cluster and of a service that has to be created: refused at once where it cannot work."""

from __future__ import annotations

from urllib.parse import urlsplit

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ids import TENANT
from talktrack.systems.kserve.modes import KNATIVE, OLD_NAMES, STANDARD

LABEL = TENANT  # tenants are named as Kubernetes names things, by labels of RFC 1123


def check_namespace(namespace: str) -> None:
    """Refuse what Kubernetes would not take as a namespace.

    Raises:
        ConfigurationInvalidError: it is no label of RFC 1123.
    """
    if not LABEL.fullmatch(namespace):
        message = f"namespace {namespace!r} is no name: use lower-case letters, digits and hyphens, at most 63."
        raise ConfigurationInvalidError(message)


def check_server(server: str) -> None:
    """Refuse what is no address of a Kubernetes API; the empty one stands for the cluster that is configured.

    Raises:
        ConfigurationInvalidError: it is no http(s) address.
    """
    try:
        parts = urlsplit(server)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # of the port, or of brackets
        valid = False
    if server and not valid:
        message = f"server {server!r} is no address of a Kubernetes API: write it as http(s)://host:port."
        raise ConfigurationInvalidError(message)


def check_new_service(mode: str, replicas: int) -> None:
    """Refuse a service that could not be created or whose traffic could not be split; an empty mode is the cluster's.

    Raises:
        ConfigurationInvalidError: the mode is unknown, or there are no replicas.
    """
    if mode and OLD_NAMES.get(mode, mode) not in {KNATIVE, STANDARD}:
        raise ConfigurationInvalidError(f"mode {mode!r} is none that splits traffic: use {KNATIVE} or {STANDARD}.")
    if replicas < 1:
        raise ConfigurationInvalidError(f"replicas is {replicas}: use a whole number from 1 on.")


def check_counted(replicas: int, prometheus: str) -> None:
    """Refuse replicas whose answers nobody would count together: the page of a revision is that of one process.

    Raises:
        ConfigurationInvalidError: there are several, and no Prometheus server that scrapes them all.
    """
    if replicas > 1 and not prometheus:
        message = f"{replicas} replicas are only counted by a Prometheus server: name it by --prometheus, or use 1."
        raise ConfigurationInvalidError(message)

"""Where a Kubeflow Pipelines API is, and how to be let in: by an option, the environment, or the pod that we run in."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from talktrack.core.errors import ConfigurationInvalidError

ENDPOINT, TOKEN, COOKIE, TOKEN_FILE = (
    "KF_PIPELINES_ENDPOINT",
    "KF_PIPELINES_TOKEN",
    "KF_PIPELINES_COOKIE",
    "KF_PIPELINES_SA_TOKEN_PATH",
)
IN_CLUSTER = "http://ml-pipeline.kubeflow.svc.cluster.local:8888"
PROJECTED_TOKEN = Path("/var/run/secrets/kubeflow/pipelines/token")


@dataclass(frozen=True)
class Server:
    """Where a Pipelines API is and how to be let in; `token` is asked anew for each call, since it may expire."""

    host: str
    namespace: str = ""
    cookie: str = ""
    token: Callable[[], str] = str


def server_from(host: str, namespace: str = "", environment: Mapping[str, str] = os.environ) -> Server:
    """Return the server to talk to: that host, the one of the environment, or in a pod the cluster's own.

    Credentials are a token or a cookie of the environment, else a mounted service account token.

    Raises:
        ConfigurationInvalidError: no server is named and there is no cluster around us.
    """
    file = Path(environment.get(TOKEN_FILE, PROJECTED_TOKEN))
    mounted = file.is_file()
    host = host or environment.get(ENDPOINT, "") or (IN_CLUSTER if mounted else "")
    if not host.startswith(("http://", "https://")):
        message = f"no Pipelines server is named ({host or 'nothing'}): give --host https://… or set {ENDPOINT}."
        raise ConfigurationInvalidError(message)
    said = environment.get(TOKEN, "")
    token = partial(_read, file) if mounted and not said else lambda: said
    return Server(host.rstrip("/"), namespace, environment.get(COOKIE, ""), token)


def _read(file: Path) -> str:
    return file.read_text().strip()

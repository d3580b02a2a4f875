"""etcd and kube-apiserver on loopback, without nodes and controllers, from the folder that KUBEBUILDER_ASSETS names.

The flags are those of envtest: https://book.kubebuilder.io/reference/envtest
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Self

import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from talktrack.world.loopback_process import free_port

TOKEN = "of-this-run-only"
READY_WITHIN_S, LOOK_EVERY_S = 120.0, 0.2
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # these files have a megabyte
DEFINITION = "CustomResourceDefinition"


class ControlPlane:
    """Use as a context manager; `connection` is an ApiClient with all rights."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        """Nothing runs before the block is entered; `folder` takes data, keys and logs."""
        self._binaries = binaries
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self._port = free_port()
        self.connection = _connection(self._port)

    def __enter__(self) -> Self:
        """Start both and wait until the server answers."""
        try:
            self._start("kube-apiserver", self._server_flags(self._start_etcd()))
            _wait(self._is_ready, f"kube-apiserver does not get ready: see {self._folder}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop what was started here."""
        for process in reversed(self._processes):
            process.terminate()
            process.wait(30)

    def install(self, definitions: Path) -> None:
        """Create every CustomResourceDefinition of a folder and wait until the server serves them."""
        from kubernetes import client

        extensions = client.ApiextensionsV1Api(self.connection)
        for body in _definitions(definitions):
            name = body["metadata"]["name"]
            extensions.create_custom_resource_definition(body, _preload_content=False)
            _wait(partial(_is_established, extensions, name), f"{name} is not established")

    def _start(self, program: str, flags: list[str]) -> None:
        with (self._folder / f"{program}.log").open("wb") as log:
            command = [str(self._binaries / program), *flags]
            self._processes.append(subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL))

    def _start_etcd(self) -> str:
        client, peer = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
        flags = {
            "data-dir": self._folder / "etcd",
            "listen-client-urls": client,
            "advertise-client-urls": client,
            "listen-peer-urls": peer,
            "initial-advertise-peer-urls": peer,
            "initial-cluster": f"default={peer}",
        }
        self._start("etcd", [f"--{name}={value}" for name, value in flags.items()])
        return client

    def _server_flags(self, etcd: str) -> list[str]:
        (self._folder / "tokens.csv").write_text(f'{TOKEN},tester,tester,"system:masters"\n')
        key = self._folder / "service-accounts.key"
        key.write_bytes(_private_key())
        flags = {
            "etcd-servers": etcd,
            "bind-address": "127.0.0.1",
            "advertise-address": "127.0.0.1",
            "endpoint-reconciler-type": "none",
            "secure-port": self._port,
            "cert-dir": self._folder / "certificates",
            "token-auth-file": self._folder / "tokens.csv",
            "authorization-mode": "RBAC",
            "disable-admission-plugins": "ServiceAccount",
            "service-cluster-ip-range": "10.0.0.0/24",
            "service-account-issuer": f"https://127.0.0.1:{self._port}/",
            "service-account-key-file": key,
            "service-account-signing-key-file": key,
        }
        return [f"--{name}={value}" for name, value in flags.items()]

    def _is_ready(self) -> bool:
        from kubernetes import client
        from urllib3.exceptions import HTTPError

        if any(process.poll() is not None for process in self._processes):
            raise RuntimeError(f"a program has ended: see {self._folder}")
        try:
            client.CoreV1Api(self.connection).list_namespace(_request_timeout=5)
        except (client.ApiException, HTTPError):
            return False
        return True


def _connection(port: int) -> Any:
    from kubernetes import client

    configuration = client.Configuration(host=f"https://127.0.0.1:{port}")
    configuration.api_key = {"authorization": f"Bearer {TOKEN}"}
    configuration.verify_ssl = False  # its certificate is made at its start; nothing leaves this machine
    configuration.retries = False
    return client.ApiClient(configuration)


def _definitions(folder: Path) -> list[dict[str, Any]]:
    documents = [
        found for path in sorted(folder.glob("*.yaml")) for found in yaml.load_all(path.read_text(), Loader=LOADER)
    ]
    return [document for document in documents if document and document.get("kind") == DEFINITION]


def _is_established(extensions: Any, name: str) -> bool:
    conditions = extensions.read_custom_resource_definition(name).status.conditions or []
    return any(condition.type == "Established" and condition.status == "True" for condition in conditions)


def _wait(reached: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while not reached():
        if time.monotonic() > deadline:
            raise RuntimeError(otherwise)
        time.sleep(LOOK_EVERY_S)


def _private_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )

"""The contract of an API server against a real one: etcd and kube-apiserver alone, or the cluster of a kubeconfig."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.api_server_contract import ApiServerContract, Server
from tests.cluster.control_plane import ControlPlane
from tests.cluster.namespace import own_namespace

pytestmark = [pytest.mark.cluster, pytest.mark.enable_socket, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of our own from KUBEBUILDER_ASSETS, else the one that KUBECONFIG names."""
    binaries, definitions = os.environ.get("KUBEBUILDER_ASSETS"), os.environ.get("TALKTRACK_CRDS")
    if binaries and definitions:
        with ControlPlane(Path(binaries), tmp_path_factory.mktemp("plane")) as plane:
            plane.install(Path(definitions))
            with own_namespace(plane.connection) as namespace:
                yield Server(plane.connection, namespace)
    elif os.environ.get("KUBECONFIG"):
        from talktrack.systems.kserve.cluster import connect

        connection = connect()
        with own_namespace(connection) as namespace:
            yield Server(connection, namespace)
    else:
        pytest.skip("no API server: set KUBEBUILDER_ASSETS and TALKTRACK_CRDS, or KUBECONFIG")


class TestRealServer(ApiServerContract):
    """Nothing here waits for a controller."""

"""The API server in memory keeps what a real one promises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from talktrack.systems.kserve.cluster import connect
from talktrack.world.kserve_api import KServeApi
from tests.cluster.api_server_contract import ApiServerContract, Server


@pytest.fixture
def server() -> Iterator[Server]:
    """An empty server."""
    with KServeApi() as api:
        yield Server(connect(api.url), "sales")


class TestInMemory(ApiServerContract):
    """The same tests run against a real server in tests/cluster."""

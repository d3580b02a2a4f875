"""The contract of TrafficControl on a cluster with KServe, for whoever has one: it serves two real releases.

KUBECONFIG names the cluster and TALKTRACK_CLUSTER_RELEASES two storage URIs, separated by a comma, that the
ServingRuntime for the format ``talktrack`` can load there; TALKTRACK_CLUSTER_MODE is Knative or Standard.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from talktrack.core.traffic import Traffic
from talktrack.systems.kserve import KServe, open_kserve
from talktrack.systems.kserve.cluster import connect
from tests.cluster.namespace import own_namespace
from tests.systems.kserve_contract import Place, TrafficControlContract

pytestmark = [pytest.mark.cluster, pytest.mark.enable_socket, pytest.mark.timeout(1800)]

WITHIN_S, LOOK_EVERY_S = 600.0, 2.0


@dataclass
class OnCluster(Place):
    """A place in a real cluster, whose controllers take their time."""

    kserve: KServe
    old: str
    new: str

    def until(self, condition: Callable[[Traffic], bool]) -> Traffic:
        """Look until it is as asked."""
        deadline = time.monotonic() + WITHIN_S
        while not condition(traffic := self.seen()):
            assert time.monotonic() < deadline, traffic
            time.sleep(LOOK_EVERY_S)
        return traffic


@pytest.fixture
def place() -> Iterator[Place]:
    """A tenant in a namespace of its own."""
    releases = os.environ.get("TALKTRACK_CLUSTER_RELEASES", "").split(",")
    if not os.environ.get("KUBECONFIG") or len(releases) != 2:
        pytest.skip("no cluster with KServe: set KUBECONFIG and TALKTRACK_CLUSTER_RELEASES=uri,uri")
    with own_namespace(connect()) as namespace:
        kserve = open_kserve(namespace, "acme", mode=os.environ.get("TALKTRACK_CLUSTER_MODE", ""))
        yield OnCluster(kserve, releases[0], releases[1])


class TestOnCluster(TrafficControlContract):
    """The promises that a rollout is built on, kept by the real controllers."""

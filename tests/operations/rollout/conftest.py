"""A cluster in memory behind real HTTP, a registry in a folder, simulated arms and a clock that tests move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from talktrack.core.release import ReleaseManifest
from talktrack.operations.rollout import step
from talktrack.operations.rollout.ports import Ports
from talktrack.operations.rollout.report import Report
from talktrack.operations.rollout.state import Release
from talktrack.operations.rollout.transitions import Order
from talktrack.systems.kserve import open_kserve
from talktrack.systems.registry import BlobRegistry, open_registry
from talktrack.world.arms import SimulatedArms
from talktrack.world.kserve_api import KServeApi

SERVICE = "talktrack-acme"


@dataclass
class Cluster:
    """Everything one rollout needs, and short ways to drive it."""

    api: KServeApi
    registry: BlobRegistry
    now_s: float = 1_000_000.0
    arms: SimulatedArms = field(init=False)

    def __post_init__(self) -> None:
        self.arms = SimulatedArms(self.shares, self.clock)

    def clock(self) -> float:
        """Return the test's time."""
        return self.now_s

    def shares(self) -> dict[str, int]:
        """Return what the cluster routes, percent by revision."""
        targets = self.api.services[SERVICE].targets if SERVICE in self.api.services else []
        return {target["revisionName"]: target["percent"] for target in targets}

    def ports(self) -> Ports:
        """Connect anew, as a controller that has just been started does."""
        kserve = open_kserve("sales", "acme", server=self.api.url)
        return Ports(kserve.traffic, self.arms, kserve.store, self.registry, self.clock)

    def release(self, name: str, folder: Path) -> Release:
        """Register a release."""
        manifest = ReleaseManifest(
            id=name,
            tenant="acme",
            base_id="tiny",
            tokenizer_sha256="0",
            prompt_version="p1",
            encoder_version="e1",
            adapters={},
        )
        folder.mkdir(exist_ok=True)
        return Release(id=name, uri=self.registry.register(manifest, folder))

    def order(self, release: Release) -> Order:
        """Return the usual order."""
        return Order("acme", release)

    def start(self, release: Release) -> Report:
        """Order a rollout."""
        return step.start(self.ports(), self.order(release))

    def tick(self) -> Report:
        """Let ten seconds pass and tick once."""
        self.now_s += 10
        return step.tick(self.ports())

    def run(self, ticks: int = 80) -> list[Report]:
        """Tick until the rollout has ended."""
        reports: list[Report] = []
        for _ in range(ticks):
            reports.append(self.tick())
            state = reports[-1].state
            if state is not None and state.phase in {"promoted", "rolled_back", "paused"}:
                break
        return reports


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """An empty cluster."""
    with KServeApi() as api:
        yield Cluster(api, open_registry(str(tmp_path / "home"), "acme"))


@pytest.fixture
def serving(cluster: Cluster, tmp_path: Path) -> Cluster:
    """A cluster whose first release serves."""
    cluster.start(cluster.release("r-first", tmp_path / "files"))
    cluster.run()
    return cluster

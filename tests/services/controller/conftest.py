"""A cluster whose predictors count, a home with registries, and short ways to order rollouts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from talktrack.core.release import ReleaseManifest
from talktrack.operations.rollout import step
from talktrack.operations.rollout.ports import Ports
from talktrack.operations.rollout.state import Release
from talktrack.operations.rollout.transitions import Order
from talktrack.systems.kserve import open_kserve
from talktrack.systems.prometheus import ScrapedMetrics
from talktrack.systems.registry import open_registry
from tests.services.controller.predictors import Predictors


@dataclass
class Place:
    """Where a controller works."""

    predictors: Predictors
    home: Path

    def ports(self, tenant: str = "acme") -> Ports:
        """Connect as the controller does."""
        kserve = open_kserve("sales", tenant, server=self.predictors.api.url)
        return Ports(kserve.traffic, ScrapedMetrics(), kserve.store, open_registry(str(self.home), tenant), time.time)

    def register(self, release: str, tenant: str = "acme") -> Release:
        """Register a release."""
        ports, files = self.ports(tenant), self.home / "files"
        files.mkdir(parents=True, exist_ok=True)
        manifest = ReleaseManifest(
            id=release,
            tenant=tenant,
            base_id="tiny",
            tokenizer_sha256="0",
            prompt_version="p1",
            encoder_version="e1",
            adapters={},
        )
        return Release(id=release, uri=ports.registry.register(manifest, files))

    def order(self, release: str, tenant: str = "acme") -> None:
        """Register a release and start its rollout."""
        step.start(self.ports(tenant), Order(tenant, self.register(release, tenant), weights=(50, 100)))

    def serve(self, release: str, tenant: str = "acme") -> None:
        """Bring a first release to all traffic."""
        self.order(release, tenant)
        for _ in range(4):
            step.tick(self.ports(tenant))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """An empty cluster and an empty home."""
    (tmp_path / "home").mkdir()
    with Predictors() as predictors:
        yield Place(predictors, tmp_path / "home")

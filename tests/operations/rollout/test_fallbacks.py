"""A candidate whose calls the release before has to answer is no good, however content the users are."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, start_http_server

from talktrack.operations.rollout import step
from talktrack.services.predictor.metrics import PredictorMetrics
from talktrack.systems.prometheus import ScrapedMetrics
from talktrack.systems.registry import open_registry
from talktrack.world.kserve_api import KServeApi
from tests.operations.rollout.conftest import SERVICE, Cluster
from tests.operations.rollout.scripted_arms import NEW, OLD

REQUESTS = 4000
RELEASES = {OLD: "r-first", NEW: "r-second"}
TICKS = 25


@pytest.fixture
def predictors() -> Iterator[tuple[dict[str, PredictorMetrics], dict[str, str]]]:
    """The predictors' own metrics and the addresses of their pages, by revision."""
    metrics, urls, servers = {}, {}, []
    for revision, release in RELEASES.items():
        registry = CollectorRegistry()
        metrics[revision] = PredictorMetrics(("roleplay", "coach"), release, registry)
        server, _ = start_http_server(0, "127.0.0.1", registry)
        urls[revision] = f"http://127.0.0.1:{server.server_port}"
        servers.append(server)
    yield metrics, urls
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("every", "phase"), [(0, "promoted"), (10 / 3, "rolled_back"), (1, "rolled_back")], ids=["0 %", "30 %", "100 %"]
)
def test_fallbacks_are_errors_of_the_candidate(
    predictors: tuple[dict[str, PredictorMetrics], dict[str, str]], tmp_path: Path, every: float, phase: str
) -> None:
    """Where three of its calls in ten fall back, nothing is promoted and no weight rises."""
    metrics, urls = predictors
    shares: list[int] = []
    with KServeApi(lambda _, made: api.settle(SERVICE, made.name, urls.get(made.name, urls[OLD]))) as api:
        cluster = Cluster(api, open_registry(str(tmp_path / "home"), "acme"))
        cluster.start(cluster.release(RELEASES[OLD], tmp_path / "files"))
        cluster.run()
        cluster.start(cluster.release(RELEASES[NEW], tmp_path / "files"))
        for _ in range(TICKS):
            ask(metrics, cluster.shares().get(NEW, 0), every)
            cluster.now_s += 10
            report = step.tick(dataclasses.replace(cluster.ports(), metrics=ScrapedMetrics(cluster.clock)))
            shares.append(cluster.shares().get(NEW, 0))

    assert report.state is not None
    assert (report.state.phase, max(shares)) == (phase, 100 if phase == "promoted" else 5)


def ask(metrics: dict[str, PredictorMetrics], share: int, every: float) -> None:
    """Count requests of both arms; of the candidate's every so many fall back."""
    asked = REQUESTS * share // 100
    fallen = round(asked / every) if every else 0
    for revision, outcome, times in (
        (OLD, "ok", REQUESTS - asked),
        (NEW, "ok", asked - fallen),
        (NEW, "fallback", fallen),
    ):
        for turn in range(times):
            metrics[revision].count("roleplay", outcome, 0.1 + turn % 7 / 50)

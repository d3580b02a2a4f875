"""A rollout with true predictor processes behind the local cluster's address."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import msgspec
import pytest

from talktrack.core import prompts
from talktrack.core.release import ReleaseManifest
from talktrack.operations.rollout import step
from talktrack.operations.rollout.limits import Limits
from talktrack.operations.rollout.ports import Ports
from talktrack.operations.rollout.state import Release, RolloutState
from talktrack.operations.rollout.transitions import Order
from talktrack.systems.kserve import open_kserve
from talktrack.systems.prometheus import ScrapedMetrics
from talktrack.systems.registry import BlobRegistry, open_registry
from talktrack.world.kserve_installation import Installation
from talktrack.world.local_cluster import LocalCluster
from talktrack.world.template_model import TemplateModel

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).parents[1] / "services" / "predictor" / "template_predictor.py"
QUICK = Limits(minimum_requests=40, warm_up_requests=5, tolerated_latency_ratio=3.0)


def program(uri: str, port: int) -> list[str]:
    """Serve a release; one whose name says so fails three requests in ten."""
    share = "0.3" if uri.endswith("bad") else "0"
    options = ["--tenant", "acme", "--release", uri, "--base-model", "template", "--port", str(port)]
    return [sys.executable, str(PROGRAM), share, *options]


class Users:
    """Send requests in threads until told to stop, and keep the statuses."""

    def __init__(self, url: str, number: int = 4) -> None:
        self.statuses: list[int] = []
        self._url = f"{url}/v1/models/roleplay:predict"
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(number)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> list[int]:
        """Stop and return every status seen."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        return self.statuses

    def _ask(self) -> None:
        body = json.dumps({"instances": [{"history": [{"role": "seller", "text": "Hello"}]}]}).encode()
        while not self._stopped.is_set():
            try:
                with urlopen(Request(self._url, body, {"Content-Type": "application/json"})) as answer:
                    self.statuses.append(answer.status)
            except HTTPError as refused:
                self.statuses.append(refused.code)


@pytest.fixture
def registry(tmp_path: Path) -> BlobRegistry:
    """An empty registry."""
    return open_registry(str(tmp_path / "home"), "acme")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalCluster]:
    """A running local cluster in Knative mode."""
    with LocalCluster(program, tmp_path / "logs") as running:
        yield running


@pytest.fixture(params=["Knative", "Standard"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LocalCluster]:
    """A running local cluster in each mode."""
    with LocalCluster(program, tmp_path / "logs", installation=Installation(request.param)) as running:
        yield running


def register(registry: BlobRegistry, name: str, folder: Path) -> Release:
    """Register a release of the template model."""
    model = TemplateModel()
    for path in ("roleplay", "coach"):
        (folder / path).mkdir(parents=True, exist_ok=True)
        (folder / path / "adapter.txt").write_text(f"{model.base_id}\nI am {name}.\n")
    manifest = ReleaseManifest(
        id=name,
        tenant="acme",
        base_id=model.base_id,
        tokenizer_sha256=model.tokenizer_sha256,
        prompt_version=prompts.VERSION,
        encoder_version="",
        adapters={"roleplay": "0", "coach": "0"},
    )
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    return Release(id=name, uri=registry.register(manifest, folder))


def connect(cluster: LocalCluster, registry: BlobRegistry) -> Ports:
    """Connect as a controller does."""
    kserve = open_kserve("sales", "acme", server=cluster.server)
    return Ports(kserve.traffic, ScrapedMetrics(), kserve.store, registry, time.time)


def tick_until(ports: Ports, reached: Callable[[RolloutState], bool]) -> RolloutState:
    """Tick until the state is as asked."""
    deadline = time.monotonic() + 150
    while time.monotonic() < deadline:
        state = step.tick(ports, QUICK).state
        assert state is not None
        if reached(state):
            return state
        time.sleep(0.2)
    raise AssertionError(str(step.status(ports)))


def ended(state: RolloutState) -> bool:
    """Say whether nothing more will happen by itself."""
    return state.phase in {"promoted", "rolled_back", "paused"}


def roll_out(cluster: LocalCluster, registry: BlobRegistry, release: Release) -> RolloutState:
    """Start a rollout and tick until it has ended."""
    ports = connect(cluster, registry)
    step.start(ports, Order("acme", release, weights=(10, 50, 100)))
    return tick_until(ports, ended)


def test_a_good_release_is_promoted_without_a_failed_request(
    either: LocalCluster, registry: BlobRegistry, tmp_path: Path
) -> None:
    """Users see no error between start and promotion."""
    roll_out(either, registry, register(registry, "r-first", tmp_path / "first"))
    users = Users(either.url)
    state = roll_out(either, registry, register(registry, "r-good", tmp_path / "good"))
    statuses = users.stop()

    assert (state.phase, set(statuses)) == ("promoted", {200})


def test_a_release_is_taken_back_without_a_failed_request(
    cluster: LocalCluster, registry: BlobRegistry, tmp_path: Path
) -> None:
    """Users see no error when a person aborts in the middle."""
    roll_out(cluster, registry, register(registry, "r-first", tmp_path / "first"))
    ports = connect(cluster, registry)
    users = Users(cluster.url)
    step.start(ports, Order("acme", register(registry, "r-good", tmp_path / "good"), weights=(50, 100)))
    tick_until(ports, lambda state: state.tally.candidate.requests > 0)
    step.abort(ports)
    state = tick_until(ports, ended)
    statuses = users.stop()

    assert (state.phase, set(statuses), registry.pointer().champion) == ("rolled_back", {200}, "r-first")


def test_a_broken_release_is_rolled_back_by_itself(
    either: LocalCluster, registry: BlobRegistry, tmp_path: Path
) -> None:
    """A candidate that fails three requests in ten loses its traffic again."""
    roll_out(either, registry, register(registry, "r-first", tmp_path / "first"))
    users = Users(either.url)
    state = roll_out(either, registry, register(registry, "r-bad", tmp_path / "bad"))
    users.stop()

    assert (state.phase, registry.pointer().champion) == ("rolled_back", "r-first")


def test_a_release_that_cannot_load_is_rolled_back(
    cluster: LocalCluster, registry: BlobRegistry, tmp_path: Path
) -> None:
    """A release of another base never becomes ready, and the rollout takes it back."""
    roll_out(cluster, registry, register(registry, "r-first", tmp_path / "first"))
    wrong = register(registry, "r-wrong", tmp_path / "wrong")
    manifest = Path(wrong.uri) / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"template"', '"another base"'))
    state = roll_out(cluster, registry, wrong)

    assert "cannot load" in state.decisions[-1].reason

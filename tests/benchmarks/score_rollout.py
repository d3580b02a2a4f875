"""``python -m tests.benchmarks.score_rollout``: 10 000 requests during rollouts, to true predictor processes.

5 000 or more while a good candidate is promoted, and 5 000 or more while one is rolled back of which three answers in
ten fail, both with the standard limits and weights. Eight callers come through the local cluster's weighted proxy.
"""

from __future__ import annotations

import json
import statistics
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self
from urllib.parse import urlsplit

import msgspec

from talktrack.core import prompts
from talktrack.core.release import ReleaseManifest
from talktrack.operations.rollout import step
from talktrack.operations.rollout.ports import Ports
from talktrack.operations.rollout.state import Release
from talktrack.operations.rollout.transitions import Order
from talktrack.systems.kserve import open_kserve
from talktrack.systems.prometheus import ScrapedMetrics
from talktrack.systems.registry import BlobRegistry, open_registry
from talktrack.world.local_cluster import LocalCluster
from talktrack.world.template_model import TemplateModel

TENANT, NAMESPACE = "acme", "sales"
PROGRAM = Path(__file__).parents[1] / "services" / "predictor" / "template_predictor.py"
REQUESTS = 5000
CALLERS = 8
TICK_S = 0.5
LONGEST_S = 500.0
ENDED = frozenset({"promoted", "rolled_back", "paused"})
BODY = json.dumps({"instances": [{"history": [{"role": "seller", "text": "Hello"}]}]})


def main() -> int:
    """Roll a first release out, then a good and a bad one under load; print a line for each of the two."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        registry = open_registry(str(place / "home"), TENANT)
        first = _register(registry, "r-000000000001", place / "first")
        with LocalCluster(_Program(first.uri), place / "logs") as cluster:
            kserve = open_kserve(NAMESPACE, TENANT, server=cluster.server)
            ports = Ports(kserve.traffic, ScrapedMetrics(), kserve.store, registry, time.time)
            _roll_out(ports, cluster, first)
            for name in ("r-00000000900d", "r-000000000bad"):
                candidate = _register(registry, name, place / name)
                with _Callers(cluster.url) as callers:
                    phase = _roll_out(ports, cluster, candidate)
                    while callers.seen() < REQUESTS:
                        time.sleep(TICK_S)
                print(json.dumps({"candidate": name, "ended": phase, **callers.told()}))
    return 0


class _Program:
    """The command that serves a release; the first one answers for those that fail."""

    def __init__(self, first: str) -> None:
        self._first = first

    def __call__(self, uri: str, port: int) -> list[str]:
        share = "0.3" if uri.endswith("bad") else "0"
        served = ["--tenant", TENANT, "--release", uri, "--base-model", "template", "--port", str(port)]
        return [sys.executable, str(PROGRAM), share, *served, "--previous", self._first]


class _Callers:
    """People who ask all the time, each on one connection, until the block ends."""

    def __init__(self, url: str) -> None:
        self._where = urlsplit(url)
        self._statuses: Counter[int] = Counter()
        self._releases: Counter[str] = Counter()
        self._seconds: list[float] = []
        self._lock, self._stopped = threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._ask, daemon=True) for _ in range(CALLERS)]

    def seen(self) -> int:
        with self._lock:
            return len(self._seconds)

    def told(self) -> dict[str, object]:
        failed = sum(count for status, count in self._statuses.items() if status != 200)
        p50 = round(1000 * statistics.median(self._seconds), 1)
        told = {"requests": len(self._seconds), "failed": failed, "p50_ms": p50}
        return told | {"statuses": dict(self._statuses), "answered_by": dict(self._releases)}

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        connection = HTTPConnection(self._where.hostname or "", self._where.port, timeout=60)
        while not self._stopped.is_set():
            began = time.perf_counter()
            status, release = self._once(connection)
            with self._lock:
                self._statuses[status] += 1
                self._releases[release] += 1
                self._seconds.append(time.perf_counter() - began)

    def _once(self, connection: HTTPConnection) -> tuple[int, str]:
        try:
            connection.request("POST", "/v1/models/roleplay:predict", BODY, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            found = json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            connection.close()
            return 0, ""
        return answer.status, str(found.get("release", ""))


def _roll_out(ports: Ports, cluster: LocalCluster, release: Release) -> str:
    step.start(ports, Order(TENANT, release))
    deadline = time.monotonic() + LONGEST_S
    while time.monotonic() < deadline:
        state = step.tick(ports).state
        if state is not None and state.phase in ENDED:
            return state.phase
        cluster.settle()
        time.sleep(TICK_S)
    return "not ended"


def _register(registry: BlobRegistry, name: str, folder: Path) -> Release:
    model = TemplateModel()
    for path in ("roleplay", "coach"):
        (folder / path).mkdir(parents=True)
        (folder / path / "adapter.txt").write_text(f"{model.base_id}\nI am {name}.\n")
    manifest = ReleaseManifest(
        id=name,
        tenant=TENANT,
        base_id=model.base_id,
        tokenizer_sha256=model.tokenizer_sha256,
        prompt_version=prompts.VERSION,
        encoder_version="",
        adapters={"roleplay": "0", "coach": "0"},
    )
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    return Release(id=name, uri=registry.register(manifest, folder))


if __name__ == "__main__":
    sys.exit(main())

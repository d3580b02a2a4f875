"""The demo's rollouts: true predictor processes on this machine, a stream of users, and ticks until the end."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from pipelines import rollout_page
from talktrack.operations.rollout import step
from talktrack.operations.rollout.limits import Limits
from talktrack.operations.rollout.ports import Ports
from talktrack.operations.rollout.state import ENDED, Release
from talktrack.operations.rollout.transitions import Order
from talktrack.systems.kserve import open_kserve
from talktrack.systems.prometheus import ScrapedMetrics
from talktrack.systems.registry import open_registry
from talktrack.world.local_cluster import LocalCluster

BROKEN = "-broken"
HOLD = "hold"
FIRST = "the first release: nothing to be compared with"
WEIGHTS = (25, 50, 100)
TICK_S = 0.5
DEADLINE_S = 240.0
USERS = 8

# A demo has minutes, not days: fewer requests per step, and wide latency bounds, since predictors share two cores.
QUICK = Limits(warm_up_requests=5, minimum_requests=40, tolerated_latency_ratio=3.0, critical_latency_ratio=6.0)


@dataclass
class Course:
    """How one rollout went: what each tick saw, and how it ended."""

    release: str
    phase: str = ""
    reason: str = FIRST
    seconds: list[float] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    error_rates: list[float] = field(default_factory=list)
    requests: float = 0.0
    failed_for_users: int = 0
    answered_for_users: int = 0
    page: Path | None = None


@dataclass(frozen=True)
class Stage:
    """Where the rollouts play: a tenant's home, the models that its predictors load, folders of logs and pages."""

    tenant: str
    home: str
    base_model: str
    encoder_model: str
    logs: Path
    pages: Path

    def program(self, uri: str, port: int) -> list[str]:
        """Return the command that serves a release on a port."""
        module = "pipelines.faulty_predictor" if uri.endswith(BROKEN) else "talktrack.services.predictor"
        places = ["--release", uri, "--base-model", self.base_model, "--encoder", self.encoder_model]
        return [
            *(sys.executable, "-m", module, "--tenant", self.tenant, *places),
            *("--home", self.home, "--port", str(port)),
        ]


class Users:
    """People who talk to the roleplay partner all the time, and count what they get."""

    def __init__(self, url: str, openings: Sequence[str]) -> None:
        """Start asking at once."""
        self.answered = 0
        self.failed = 0
        self._url = f"{url}/v1/models/roleplay:predict"
        self._openings = openings
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(index,), daemon=True) for index in range(USERS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let everybody finish their last request."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, turn: int) -> None:
        while not self._stopped.is_set():
            text = self._openings[turn % len(self._openings)]
            body = json.dumps({"instances": [{"history": [{"role": "seller", "text": text}]}]}).encode()
            request = Request(self._url, body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
            try:
                with urlopen(request) as answer:  # noqa: S310 - loopback
                    answer.read()
                self.answered += 1
            except (HTTPError, URLError):
                self.failed += 1
            turn += USERS


class Service:
    """The tenant's InferenceService on this machine; inside the block its predictors are true processes."""

    def __init__(self, stage: Stage, openings: Sequence[str], say: Callable[[str], None]) -> None:
        """Nothing runs before the block is entered."""
        self._openings = openings
        self._say = say
        self._stage = stage
        self._cluster = LocalCluster(stage.program, stage.logs)

    def __enter__(self) -> Self:
        """Start the cluster's API."""
        self._cluster.__enter__()
        kserve = open_kserve("talktrack", self._stage.tenant, server=self._cluster.server)
        registry = open_registry(self._stage.home, self._stage.tenant)
        self._ports = Ports(kserve.traffic, ScrapedMetrics(), kserve.store, registry, time.time)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop every process that was started here."""
        self._cluster.__exit__()

    def roll_out(self, release: str) -> Course:
        """Start a rollout, let users talk to the service, and tick until it has ended."""
        uri = self._ports.registry.uri(release)
        step.start(self._ports, Order(self._stage.tenant, Release(id=release, uri=uri), WEIGHTS))
        course, began = Course(release), time.monotonic()
        users = Users(self._cluster.url, self._openings) if self._cluster.api.services else None
        try:
            while time.monotonic() - began < DEADLINE_S and course.phase not in ENDED:
                self._tick(course, time.monotonic() - began)
                self._cluster.settle()
                time.sleep(TICK_S)
        finally:
            if users is not None:
                users.stop()
                course.answered_for_users, course.failed_for_users = users.answered, users.failed
        course.page = rollout_page.write(step.status(self._ports), str(self._stage.pages / f"{release}.html"))
        return course

    def _tick(self, course: Course, at_s: float) -> None:
        report = step.tick(self._ports, QUICK)
        if report.state is None:
            return
        if report.applied is not None:
            self._say(f"{course.release}: {report.decision.action}: {report.decision.reason}")
        tally = report.state.tally.candidate
        course.phase = report.state.phase
        if report.decision.action != HOLD:
            course.reason = report.decision.reason
        course.requests = max(course.requests, tally.requests)
        course.seconds.append(at_s)
        course.weights.append(float(report.state.weight))
        course.error_rates.append(100.0 * (tally.error_rate or 0.0))

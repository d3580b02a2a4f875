"""The loop under a clock that tests move: beats, failures, pauses and the end."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from talktrack.core.errors import StoreUnavailableError
from talktrack.core.traffic import Deploy
from talktrack.operations.rollout import step
from talktrack.operations.rollout.limits import Limits
from talktrack.operations.rollout.ports import Ports
from talktrack.operations.rollout.report import Report
from talktrack.services.controller.loop import Loop
from talktrack.services.controller.metrics import ControllerMetrics
from tests.services.controller.conftest import Place


@dataclass
class Time:
    """A clock that only waiting and slow ticks move, over after `rounds` waits."""

    rounds: int
    now_s: float = 100.0
    waits: list[float] = field(default_factory=list)

    def clock(self) -> float:
        """Return the time."""
        return self.now_s

    def wait(self, seconds: float) -> bool:
        """Let time pass; between two tenants nothing is over."""
        if seconds:
            self.waits.append(seconds)
            self.now_s += seconds
        return len(self.waits) >= self.rounds


class Cluster:
    """A place whose tenants fail when told to, by the names of ticks."""

    def __init__(self, place: Place, time: Time) -> None:
        self._place = place
        self._time = time
        self.failing: dict[str, Exception] = {}
        self.connected: list[str] = []
        self.ticked: list[tuple[str, float]] = []
        self.tick_s = 0.0

    def connect(self, tenant: str) -> Ports:
        """Connect, and remember that."""
        self.connected.append(tenant)
        return self._place.ports(tenant)

    def tick(self, ports: Ports, limits: Limits) -> Report:
        """Tick for real, unless this tenant fails."""
        tenant = next(name for name in ("acme", "umbra") if name in ports.registry.uri("x"))
        self.ticked.append((tenant, self._time.now_s))
        self._time.now_s += self.tick_s
        if tenant in self.failing:
            raise self.failing[tenant]
        return step.tick(ports, limits)


@pytest.fixture
def made(place: Place) -> Callable[..., tuple[Loop, Cluster, Time]]:
    """Make a loop that ends after so many rounds."""

    def make(rounds: int, *tenants: str) -> tuple[Loop, Cluster, Time]:
        time = Time(rounds)
        cluster = Cluster(place, time)
        names = tenants or ("acme",)
        loop = Loop(
            tenants=names,
            connect=cluster.connect,
            metrics=ControllerMetrics(names),
            monotonic=time.clock,
            clock=time.clock,
            wait=time.wait,
            tick=cluster.tick,
        )
        return loop, cluster, time

    return make


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    """Catch what the controller logs, whether or not a program has configured our logs before."""
    monkeypatch.setattr(logging.getLogger("talktrack"), "propagate", True)
    caplog.set_level(logging.INFO, "talktrack.services.controller")
    return caplog


Made = Callable[..., tuple[Loop, Cluster, Time]]


def test_a_round_begins_every_few_seconds_however_long_it_took(made: Made) -> None:
    """The beat is from start to start; a round that is too long is followed at once."""
    loop, cluster, _ = made(3)
    cluster.tick_s = 2.0
    loop.run()

    assert [at_s for _, at_s in cluster.ticked] == [100.0, 105.0, 110.0]


def test_a_promoted_release_is_watched_on(made: Made, place: Place) -> None:
    """Ticks never end by themselves."""
    place.serve("r-first")
    loop, cluster, _ = made(20)
    loop.run()
    report = loop.board.sights["acme"].report

    assert len(cluster.ticked) == 20
    assert report is not None
    assert report.state is not None
    assert (report.state.phase, report.decision.reason) == ("promoted", "the promoted release is healthy")


def test_a_failing_tenant_is_tried_again_after_growing_pauses(made: Made) -> None:
    """5, 10, 20, 40 and then every 60 seconds; the other one keeps its beat."""
    loop, cluster, _ = made(60, "acme", "umbra")
    cluster.failing["umbra"] = StoreUnavailableError("the cluster cannot be reached")
    loop.run()
    tries = [at_s - 100.0 for tenant, at_s in cluster.ticked if tenant == "umbra"]

    assert tries == [0.0, 5.0, 15.0, 35.0, 75.0, 135.0, 195.0, 255.0]
    assert len([one for one, _ in cluster.ticked if one == "acme"]) == 60


def test_after_a_failure_the_tenant_is_connected_anew(made: Made) -> None:
    """Credentials and addresses may have changed; while all is well one connection serves."""
    loop, cluster, _ = made(6)
    loop.round()
    cluster.failing["acme"] = StoreUnavailableError("gone")
    loop.round()
    cluster.failing.clear()
    loop.run()

    assert cluster.connected == ["acme", "acme"]


def test_an_unforeseen_fault_is_a_failure_of_one_tenant(made: Made) -> None:
    """A defect of ours for one tenant's data is counted and does not end the loop."""
    loop, cluster, _ = made(2, "acme", "umbra")
    cluster.failing["acme"] = KeyError("document.json")
    loop.run()
    page = loop.metrics.page()[0].decode()

    assert 'talktrack_rollout_failures_total{error="KeyError",tenant="acme"} 2.0' in page
    assert 'talktrack_rollout_ticks_total{action="hold",tenant="umbra"} 2.0' in page


def test_an_outage_is_told_once_and_its_end_too(made: Made, logged: pytest.LogCaptureFixture) -> None:
    """Not once per round; another kind of failure is news."""
    loop, cluster, time = made(10**6)
    for failure in (StoreUnavailableError("a"), StoreUnavailableError("b"), ValueError("c"), None, None):
        cluster.failing = {"acme": failure} if failure else {}
        time.now_s += 1000
        loop.round()

    assert [record.getMessage() for record in logged.records] == [
        "ticks fail: StoreUnavailableError",
        "ticks fail: ValueError",
        "ticks succeed again",
    ]


def test_the_loop_is_alive_between_two_slow_tenants(made: Made) -> None:
    """Many tenants at a slow cluster are no hung loop: each turn counts as a move."""
    loop, cluster, time = made(10**6, "acme", "umbra")
    cluster.tick_s = 30.0
    loop.round()

    assert (loop.board.alive_s, loop.board.rounds) == (time.now_s, 1)


def test_it_ends_after_the_tick_in_hand(made: Made) -> None:
    """The next tenant's turn is not begun any more."""
    loop, cluster, _ = made(0, "acme", "umbra")

    assert loop.round() is False
    assert [tenant for tenant, _ in cluster.ticked] == ["acme"]


def test_what_is_applied_is_logged_by_ids(made: Made, place: Place, logged: pytest.LogCaptureFixture) -> None:
    """Tenant and release stand in their own fields."""
    place.serve("r-first")
    place.order("r-second")
    loop, _, _ = made(2)
    loop.run()
    fields = [(vars(record)["tenant"], vars(record)["release_id"]) for record in logged.records]

    assert fields == [("acme", "r-second")] * 2
    assert json.dumps([record.getMessage() for record in logged.records]).count("applied: ") == 2


def test_what_is_decided_is_logged_with_its_reason(made: Made, place: Place, logged: pytest.LogCaptureFixture) -> None:
    """A rollout that waits for a person must not be found by chance: a pause is a warning."""
    place.serve("r-first")
    place.order("r-second")
    loop, _, _ = made(10**6)
    for _ in range(3):
        loop.round()
    predictor = place.predictors.api.services["talktrack-acme"].body["spec"]["predictor"]
    seen = place.ports().control.read()
    place.ports().control.apply(Deploy("somewhere else", int(predictor["canaryTrafficPercent"])), seen)
    loop.round()
    loop.round()
    decided = [record for record in logged.records if record.getMessage() == "decided: pause"]

    assert [(record.levelname, "somebody else" in vars(record)["reason"]) for record in decided] == [("WARNING", True)]

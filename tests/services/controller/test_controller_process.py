"""The controller as a process: it follows rollouts by itself, survives its own death, and ends when told to."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from talktrack.world.json_service import Fault
from talktrack.world.loopback_process import LoopbackProcess, free_port
from tests.services.controller.conftest import Place

pytestmark = pytest.mark.slow

READY = "/readyz"
WITHIN_S = 60.0
Json = dict[str, Any]
Start = Callable[..., LoopbackProcess]


def command(place: Place, port: int, *tenants: str) -> list[str]:
    """Return the command line of a controller."""
    where = ["--home", str(place.home), "--namespace", "sales", "--server", place.predictors.api.url]
    named = [part for tenant in tenants or ("acme",) for part in ("--tenant", tenant)]
    listening = ["--host", "127.0.0.1", "--port", str(port), "--every", "0.1"]
    return [sys.executable, "-m", "talktrack.services.controller", *where, *named, *listening]


@pytest.fixture
def start(place: Place, tmp_path: Path) -> Iterator[Start]:
    """Start controllers, and see that none is left."""
    running: list[LoopbackProcess] = []

    def started(*tenants: str) -> LoopbackProcess:
        process = LoopbackProcess(
            lambda port: command(place, port, *tenants), tmp_path / "controller.log", READY
        ).start()
        running.append(process)
        assert process.wait_ready(), (tmp_path / "controller.log").read_text()
        return process

    yield started
    for process in running:
        process.stop()


def asked(process: LoopbackProcess, path: str) -> Any:
    """Return the JSON of an answer."""
    with urlopen(f"{process.url}{path}") as answer:
        return json.load(answer)


def awaited(process: LoopbackProcess, tenant: str, reached: Callable[[Json], bool]) -> Json:
    """Ask until a rollout is as wanted."""
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        found: Json = asked(process, f"/rollouts/{tenant}")
        if reached(found):
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def promoted(found: Json) -> bool:
    """Tell whether the rollout has reached its good end."""
    return (found["phase"], found["candidate"]) == ("promoted", "r-second")


def test_a_healthy_candidate_is_promoted_without_any_other_call(place: Place, start: Start) -> None:
    """From the order to all traffic, by the controller alone."""
    place.serve("r-first")
    place.order("r-second")
    found = awaited(start(), "acme", promoted)

    assert place.ports().registry.pointer().champion == "r-second"
    assert [row["requests"] > 200 for row in found["results"]["rows"][:2]] == [True, True]


def test_a_controller_that_was_killed_goes_on_where_it_stopped(place: Place, start: Start) -> None:
    """Killed at the first weight, started again: one new revision, and the rollout ends as it should."""
    place.serve("r-first")
    place.order("r-second")
    place.predictors.silent.set()
    first = start()
    awaited(first, "acme", lambda found: found["phase"] == "canary" and not found["left"])
    assert first._process is not None
    first._process.kill()
    first._process.wait()
    place.predictors.silent.clear()
    awaited(start(), "acme", promoted)

    assert len(place.predictors.api.services["talktrack-acme"].revisions) == 2


def test_it_ends_with_0_when_told_to(place: Place, start: Start) -> None:
    """SIGTERM, as a pod's end sends it."""
    place.serve("r-first")

    assert start().stop() == 0


def test_a_tenant_whose_service_fails_stops_nobody_else(place: Place, start: Start) -> None:
    """The cluster answers 500 for one tenant's objects; the other's rollout is promoted, and the failure shows."""
    place.serve("r-first")
    place.order("r-second")
    broken = "configmaps/talktrack-umbra"
    place.predictors.api.plant(Fault(500, f"GET /api/v1/namespaces/sales/{broken}", times=10**6))
    process = start("umbra", "acme")
    awaited(process, "acme", promoted)
    with urlopen(f"{process.url}/metrics") as answer:
        page = answer.read().decode()

    assert "StoreUnavailableError" in asked(process, "/rollouts/umbra")["failure"]
    assert 'talktrack_rollout_failing{tenant="umbra"} 1.0' in page
    assert 'talktrack_rollout_phase{phase="promoted",tenant="acme"} 1.0' in page
    assert asked(process, "/healthz")["silent_s"] < 120


def test_an_unreachable_cluster_is_waited_for(place: Place, start: Start, tmp_path: Path) -> None:
    """The first calls fail; then the same process follows the rollout. One line tells of it, one that it is over."""
    place.serve("r-first")
    place.order("r-second")
    place.predictors.api.plant(Fault(500, times=3))
    awaited(start(), "acme", promoted)
    lines = [json.loads(line) for line in (tmp_path / "controller.log").read_text().splitlines()]
    told = [line["event"] for line in lines if line["event"].startswith("ticks")]

    assert told == ["ticks fail: StoreUnavailableError", "ticks succeed again"]


def test_an_unknown_tenant_is_not_found(place: Place, start: Start) -> None:
    """It is told apart from a tenant without a rollout."""
    process = start()
    with pytest.raises(HTTPError, match="404"):
        asked(process, "/rollouts/umbra")

    assert asked(process, "/rollouts/acme")["phase"] is None


def test_a_port_that_is_taken_is_wrong_use(place: Place, tmp_path: Path) -> None:
    """It ends at once with 2 and says what to choose."""
    port = place.predictors._server.server_port
    done = subprocess.run(command(place, port), capture_output=True, text=True, check=False)

    assert (done.returncode, "choose others by --host and --port" in done.stderr) == (2, True)


def test_a_home_that_is_not_there_is_wrong_use(place: Place) -> None:
    """A misspelt path would otherwise make an empty registry."""
    wrong = Place(place.predictors, place.home / "typo")
    done = subprocess.run(command(wrong, free_port()), capture_output=True, text=True, check=False)

    assert (done.returncode, "check --home" in done.stderr) == (2, True)

"""What the controller answers over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from talktrack.operations.rollout.assignment import bucket
from talktrack.services.controller.loop import Loop
from talktrack.services.controller.metrics import ControllerMetrics
from talktrack.services.controller.server import HUNG_AFTER_S, Listener, application
from talktrack.world.json_service import Fault
from tests.services.controller.conftest import Place


@dataclass
class Asked:
    """A running server over a loop that only tests move."""

    loop: Loop
    port: int
    now: list[float]

    def get(self, path: str) -> tuple[int, Any]:
        """Return status and JSON of an answer."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
                return answer.status, json.load(answer)
        except HTTPError as refused:
            return refused.code, json.load(refused)

    def page(self) -> str:
        """Return the metrics page."""
        with urlopen(f"http://127.0.0.1:{self.port}/metrics") as answer:
            return str(answer.read().decode())


@pytest.fixture
def asked(place: Place) -> Iterator[Asked]:
    """A controller of one tenant that has not looked yet."""
    now = [50.0]
    clock: Callable[[], float] = lambda: now[0]  # noqa: E731 - a clock is a function
    loop = Loop(("acme",), place.ports, ControllerMetrics(("acme",)), clock, clock, lambda _: False)
    with Listener(application(loop), "127.0.0.1", 0) as listener:
        yield Asked(loop, listener.port, now)


def in_canary(asked: Asked, place: Place, ticks: int = 3) -> None:
    """Let the loop see a candidate at half of the traffic."""
    place.serve("r-first")
    place.order("r-second")
    place.predictors.silent.set()
    for _ in range(ticks):
        asked.loop.round()


def user_below(weight: int) -> str:
    """Return a user who belongs to the candidate at a weight."""
    return next(user for user in map(str, range(9999)) if bucket("acme", "r-second", user) < weight * 100)


def user_above(weight: int) -> str:
    """Return a user who does not."""
    return next(user for user in map(str, range(9999)) if bucket("acme", "r-second", user) >= weight * 100)


def test_it_is_ready_after_the_first_round(asked: Asked) -> None:
    """Before, nobody could be told anything."""
    before = asked.get("/readyz")[0]
    asked.loop.round()

    assert (before, asked.get("/readyz")[0]) == (503, 200)


def test_a_loop_that_hangs_is_not_healthy(asked: Asked) -> None:
    """Its liveness probe fails until it moves again."""
    statuses = [asked.get("/healthz")[0]]
    asked.now[0] += HUNG_AFTER_S + 6
    statuses.append(asked.get("/healthz")[0])
    asked.loop.round()
    statuses.append(asked.get("/healthz")[0])

    assert statuses == [200, 503, 200]


def test_rollouts_are_listed_with_their_figures(asked: Asked, place: Place) -> None:
    """One row per tenant."""
    in_canary(asked, place)

    assert asked.get("/rollouts") == (
        200,
        [
            {
                "tenant": "acme",
                "at_s": 50.0,
                "failure": "",
                "phase": "canary",
                "weight": 50,
                "stable": "r-first",
                "candidate": "r-second",
            }
        ],
    )


def test_a_rollout_is_told_with_state_decision_and_results(asked: Asked, place: Place) -> None:
    """Everything that `status` knows, as data."""
    in_canary(asked, place)
    status, found = asked.get("/rollouts/acme")

    assert (status, found["state"]["weights"], found["decision"]["action"]) == (200, [50, 100], "hold")
    assert found["results"]["verdict"] == "r-second and r-first cannot be compared yet: an arm has too few answers."
    assert [row["arm"] for row in found["results"]["rows"]] == ["stable", "candidate"]


def test_metrics_tell_phase_and_weight(asked: Asked, place: Place) -> None:
    """In the format that Prometheus reads."""
    in_canary(asked, place)
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(asked.page())
        for sample in family.samples
    }

    assert samples["talktrack_rollout_weight_percent", "acme"] == 50
    assert samples["talktrack_rollout_phase", "acme", "canary"] == 1
    assert samples["talktrack_rollout_phase", "acme", "promoted"] == 0
    assert samples["talktrack_rollout_ticks_total", "acme", "hold"] == 3
    assert samples["talktrack_rollout_ticks_total", "acme", "roll_back"] == 0
    assert samples[("talktrack_rollout_round_seconds_count",)] == 3


def test_a_user_is_told_their_arm_and_its_address(asked: Asked, place: Place) -> None:
    """Half of the users go to the candidate's own revision."""
    in_canary(asked, place)
    status, found = asked.get(f"/arm?tenant=acme&user={user_below(50)}")
    other = asked.get(f"/arm?tenant=acme&user={user_above(50)}")[1]

    assert (status, found["arm"], found["release"], found["header"]) == (200, "candidate", "r-second", None)
    assert found["url"].endswith("/talktrack-acme-predictor-00002")
    assert (other["arm"], other["release"]) == ("stable", "r-first")
    assert other["url"].endswith("/talktrack-acme-predictor-00001")


def test_a_user_keeps_the_arm_while_the_cluster_cannot_be_read(asked: Asked, place: Place) -> None:
    """What was seen last is answered; an outage moves nobody."""
    in_canary(asked, place)
    before = asked.get(f"/arm?tenant=acme&user={user_below(50)}")
    place.predictors.api.plant(Fault(500, times=100))
    asked.loop.round()

    assert asked.loop.board.sights["acme"].failure != ""
    assert asked.get(f"/arm?tenant=acme&user={user_below(50)}") == before


def test_nobody_is_assigned_before_the_first_look(asked: Asked) -> None:
    """A guess would move users later."""
    assert asked.get("/arm?tenant=acme&user=u")[0] == 503


def test_without_a_rollout_everybody_is_stable(asked: Asked) -> None:
    """At the service's own address."""
    asked.loop.round()
    status, found = asked.get("/arm?tenant=acme&user=u")

    assert (status, found["arm"], found["url"]) == (200, "stable", None)


@pytest.mark.parametrize("query", ["tenant=acme", "tenant=acme&user=", "user=u", ""])
def test_a_question_without_a_user_is_refused(asked: Asked, query: str) -> None:
    """Everybody without a name would land on one arm together."""
    asked.loop.round()

    assert asked.get(f"/arm?{query}")[0] == 422


@pytest.mark.parametrize("path", ["/rollouts/umbra", "/arm?tenant=umbra&user=u"])
def test_another_tenant_is_unknown(asked: Asked, path: str) -> None:
    """Tenants that this controller does not follow are not guessed at."""
    assert asked.get(path)[0] == 404


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc"])
def test_no_page_loads_anything_from_elsewhere(asked: Asked, path: str) -> None:
    """The framework's own pages would fetch scripts from a network of others."""
    assert asked.get(path)[0] == 404

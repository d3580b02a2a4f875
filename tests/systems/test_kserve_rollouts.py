"""Whole rollouts over Standard mode: start and ticks to the end, against the KServe API in memory."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from talktrack.core.errors import ConfigurationInvalidError, ConflictError, StoreUnavailableError
from talktrack.core.traffic import Deploy, RollOutFully, SetWeight
from talktrack.operations.rollout import step
from talktrack.systems.kserve.bodies import release_name
from talktrack.systems.registry import open_registry
from talktrack.world.arms import Behaviour
from talktrack.world.json_service import Fault
from talktrack.world.kserve_api import KServeApi
from talktrack.world.kserve_installation import Installation
from tests.operations.rollout.conftest import Cluster

SERVICE = "talktrack-acme"
STANDARD = Installation("Standard")
ENDS = {"promoted", "rolled_back", "paused"}


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster in Standard mode whose first release serves."""
    with KServeApi(installation=STANDARD) as api:
        cluster = Cluster(api, open_registry(str(tmp_path / "home"), "acme"))
        cluster.start(cluster.release("r-first", tmp_path / "files"))
        cluster.run()
        yield cluster


def spec(cluster: Cluster) -> dict[str, Any]:
    """Return what the service asks for."""
    found: dict[str, Any] = cluster.api.services[SERVICE].body["spec"]
    return found


def canary(cluster: Cluster) -> str:
    """Return the deployment of the canary that is there now."""
    return str(cluster.api.services[SERVICE].created)


def begin(cluster: Cluster, name: str, folder: Path) -> str:
    """Start a rollout, tick until its canary is there and return its deployment."""
    before = canary(cluster)
    cluster.start(cluster.release(name, folder))
    for _ in range(5):
        if canary(cluster) != before:
            break
        cluster.tick()
    return canary(cluster)


def phase(cluster: Cluster) -> str:
    """Tick until the end and return the phase."""
    state = cluster.run()[-1].state
    assert state is not None
    return state.phase


def test_the_first_release_takes_all_traffic(serving: Cluster) -> None:
    """With nothing to compare with, the first release is promoted at once."""
    assert (serving.registry.pointer().champion, list(serving.shares().values())) == ("r-first", [100])


def test_a_healthy_candidate_climbs_and_is_promoted_in_one_write(serving: Cluster, tmp_path: Path) -> None:
    """Each weight in order, then name and model together with an empty list."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    applied = [report.applied for report in serving.run() if report.applied]
    weights = [action.percent for action in applied if isinstance(action, Deploy | SetWeight)]
    promotions = [action for action in applied if isinstance(action, RollOutFully)]

    assert (weights, len(promotions)) == ([5, 10, 25, 50, 100], 1)
    assert (spec(serving)["canary"], serving.registry.pointer().champion) == ([], "r-second")


def test_promotion_restarts_nothing(serving: Cluster, tmp_path: Path) -> None:
    """The deployment of the canary goes on under its name; only the old one is gone."""
    deployment = begin(serving, "r-second", tmp_path / "files")
    pods = serving.api.services[SERVICE].revision(deployment)
    ended = phase(serving)
    revisions = serving.api.services[SERVICE].revisions

    assert (ended, len(revisions)) == ("promoted", 1)
    assert revisions[0] is pods


def test_a_broken_candidate_is_taken_back(serving: Cluster, tmp_path: Path) -> None:
    """Its entry goes to nothing and is removed; the stable predictor was never touched."""
    stable = dict(spec(serving)["predictor"])
    deployment = begin(serving, "r-broken", tmp_path / "files")
    serving.arms.behaviours[deployment] = Behaviour(error_rate=0.4)
    ended = phase(serving)

    assert (ended, serving.registry.pointer().champion) == ("rolled_back", "r-first")
    assert (spec(serving)["predictor"], spec(serving)["canary"]) == (stable, [])


def test_a_promoted_release_that_turns_critical_goes_back_over_a_canary(serving: Cluster, tmp_path: Path) -> None:
    """The release before starts beside it and takes everything only when it is ready."""
    deployment = begin(serving, "r-second", tmp_path / "files")
    phase(serving)
    serving.arms.behaviours[deployment] = Behaviour(error_rate=1.0)
    reports = [serving.tick() for _ in range(15)]
    applied = [type(report.applied) for report in reports if report.applied]

    assert (reports[-1].state.phase if reports[-1].state else "") == "rolled_back"
    assert applied[:2] == [Deploy, RollOutFully]
    assert (serving.registry.pointer().champion, list(serving.shares().values())) == ("r-first", [100])


def test_a_person_aborts(serving: Cluster, tmp_path: Path) -> None:
    """The canary is gone, and this is no automatic rollback."""
    begin(serving, "r-second", tmp_path / "files")
    step.abort(serving.ports())
    state = serving.run()[-1].state

    assert state is not None
    assert (state.phase, state.automatic_rollbacks, spec(serving)["canary"]) == ("rolled_back", 0, [])


def test_a_person_promotes(serving: Cluster, tmp_path: Path) -> None:
    """Without metrics, from the first weight."""
    begin(serving, "r-second", tmp_path / "files")
    step.promote(serving.ports())
    serving.arms.silent = True

    assert (phase(serving), serving.registry.pointer().champion) == ("promoted", "r-second")


def test_a_canary_that_gets_no_weight_is_taken_back(serving: Cluster, tmp_path: Path) -> None:
    """KServe 0.20.0 makes the canary and no split: the rollout ends where it began."""
    serving.api.installation = Installation("Standard", splits=False)
    serving.start(serving.release("r-second", tmp_path / "files"))
    ended = phase(serving)

    state = step.status(serving.ports()).state

    assert (ended, spec(serving)["canary"], serving.registry.pointer().champion) == ("rolled_back", [], "r-first")
    assert state is not None
    assert "the HTTPRoute does not split" in state.decisions[-1].reason


def test_a_canary_whose_route_is_gone_is_taken_back(serving: Cluster, tmp_path: Path) -> None:
    """Gateway API was removed in the middle; after that the loss is said at every look."""
    begin(serving, "r-second", tmp_path / "files")
    serving.api.installation = Installation("Standard", gateway_api=False)
    with pytest.raises(ConfigurationInvalidError, match="install Gateway API"):
        serving.run()

    assert spec(serving)["canary"] == []


@pytest.mark.parametrize(
    "installation", [Installation("Standard", knows_canary=False), Installation("Standard", gateway_api=False)]
)
def test_a_start_is_refused_where_nothing_would_split(
    serving: Cluster, tmp_path: Path, installation: Installation
) -> None:
    """No plan is written for a cluster that could not carry it out."""
    release = serving.release("r-second", tmp_path / "files")
    before = serving.ports().store.load()
    serving.api.installation = installation
    serving.api.settle(SERVICE, canary(serving), "http://127.0.0.1:8000")
    with pytest.raises(ConfigurationInvalidError):
        serving.start(release)

    assert serving.ports().store.load() == before


def test_somebody_elses_canary_is_respected(serving: Cluster, tmp_path: Path) -> None:
    """A canary that this rollout did not make is not overwritten."""
    ports = serving.ports()
    ports.control.apply(Deploy("gs://by-hand", 20), ports.control.read())
    report = serving.start(serving.release("r-second", tmp_path / "files"))

    assert "somebody else has split" in report.decision.reason


FAULTS = {"refused": Fault(500), "answer lost": Fault(500, applied=True), "conflict": Fault(409)}


def drive(cluster: Cluster, ticks: int = 60) -> list[tuple[str, int]]:
    """Tick with a fresh controller each time, dead or not; return phase and the candidate's share after each."""
    trace: list[tuple[str, int]] = []
    for _ in range(ticks):
        try:
            state = cluster.tick().state
        except (StoreUnavailableError, ConflictError):
            continue
        assert state is not None
        trace.append((state.phase, cluster.shares().get(state.candidate_revision, 0)))
        if state.phase in ENDS:
            break
    return trace


@pytest.mark.slow
@pytest.mark.parametrize("position", range(0, 64, 6))
@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("error_rate", [0.0, 0.4])
def test_a_rollout_survives_any_dead_call(
    serving: Cluster, tmp_path: Path, position: int, kind: str, error_rate: float
) -> None:
    """Whatever call dies, a good candidate ends up serving and a bad one falls and never rises again."""
    serving.arms.requests_per_reading = 8000
    stable = canary(serving)
    release = serving.release("r-second", tmp_path / "files")
    serving.start(release)
    serving.api.plant(dataclasses.replace(FAULTS[kind], spared=position))
    candidate = f"{SERVICE}-{release_name(release.uri)}-predictor"
    serving.arms.behaviours[candidate] = Behaviour(error_rate=error_rate)
    trace = drive(serving)
    going_back = [share for phase, share in trace if phase in {"rolling_back", "rolled_back"}]

    assert trace[-1][0] == ("rolled_back" if error_rate else "promoted")
    assert (spec(serving).get("canary") or [], list(serving.shares().values())) == ([], [100])
    assert (canary(serving) == stable) == bool(error_rate)
    assert going_back == sorted(going_back, reverse=True)

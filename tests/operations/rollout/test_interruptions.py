"""Controllers die after any call, calls fail, two controllers meet: the rollout ends where it should all the same."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from talktrack.core.errors import ConflictError, StoreUnavailableError
from talktrack.core.traffic import Deploy, Reading, SetWeight
from talktrack.operations.rollout import step
from talktrack.operations.rollout.ports import Ports
from talktrack.world.arms import Behaviour
from talktrack.world.json_service import Fault

SERVICE = "talktrack-acme"
CANDIDATE = f"{SERVICE}-predictor-00002"
DEATHS = (StoreUnavailableError, ConflictError)
ENDS = {"promoted", "rolled_back", "paused"}
FAULTS = {"refused": Fault(500), "answer lost": Fault(500, applied=True), "conflict": Fault(409)}
POSITIONS = range(0, 40, 2)


def drive(cluster: Any, ticks: int = 60) -> list[tuple[str, int]]:
    """Tick with a fresh controller each time, dead or not; return phase and candidate's share after each tick."""
    trace: list[tuple[str, int]] = []
    for _ in range(ticks):
        try:
            report = cluster.tick()
        except DEATHS:
            continue
        trace.append((report.state.phase, cluster.shares().get(CANDIDATE, 0)))
        if trace[-1][0] in ENDS:
            break
    return trace


def begin(cluster: Any, name: str, folder: Path, position: int, kind: str) -> None:
    """Start a rollout whose call number `position` from now on goes wrong."""
    cluster.arms.requests_per_reading = 8000
    release = cluster.release(name, folder)
    cluster.api.plant(dataclasses.replace(FAULTS[kind], spared=position))
    for _ in range(2):
        with contextlib.suppress(*DEATHS):
            cluster.start(release)


@pytest.mark.slow
@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("kind", FAULTS)
def test_a_promotion_survives_any_dead_call(serving: Any, tmp_path: Path, position: int, kind: str) -> None:
    """Whatever call dies, the candidate ends up serving, with exactly one new revision."""
    begin(serving, "r-second", tmp_path / "files", position, kind)
    drive(serving)

    assert serving.shares() == {CANDIDATE: 100}
    assert serving.registry.pointer().champion == "r-second"


@pytest.mark.slow
@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("kind", FAULTS)
def test_a_rollback_survives_any_dead_call(serving: Any, tmp_path: Path, position: int, kind: str) -> None:
    """The bad revision falls to nothing within two ticks of the decision and never rises again."""
    begin(serving, "r-broken", tmp_path / "files", position, kind)
    serving.arms.behaviours[CANDIDATE] = Behaviour(error_rate=0.4)
    trace = drive(serving)
    going_back = [share for phase, share in trace if phase in {"rolling_back", "rolled_back"}]

    assert (trace[-1][0], serving.registry.pointer().champion) == ("rolled_back", "r-first")
    assert going_back[2:] == [0] * len(going_back[2:])
    assert going_back == sorted(going_back, reverse=True)


@pytest.mark.slow
@pytest.mark.parametrize("position", POSITIONS)
def test_a_rollback_after_promotion_survives_any_dead_call(serving: Any, tmp_path: Path, position: int) -> None:
    """What was promoted and turns critical goes back to the release before, whatever call dies."""
    begin(serving, "r-late", tmp_path / "files", 10_000, "refused")
    drive(serving)
    serving.arms.behaviours[CANDIDATE] = Behaviour(error_rate=0.9)
    serving.api.plant(dataclasses.replace(FAULTS["answer lost"], spared=position))
    shares = []
    for _ in range(25):
        try:
            serving.tick()
        except StoreUnavailableError:
            continue
        shares.append(serving.shares().get(CANDIDATE, 0))

    assert (shares[-1], shares == sorted(shares, reverse=True)) == (0, True)
    assert serving.registry.pointer().champion == "r-first"


class Interrupted:
    """Metrics during whose reading another controller runs a whole tick."""

    def __init__(self, cluster: Any) -> None:
        self._cluster = cluster

    def read(self, urls: Mapping[str, str], releases: Mapping[str, str] = {}) -> Reading | None:
        """Let the other controller go first."""
        self._cluster.tick()
        found: Reading | None = self._cluster.arms.read(urls, releases)
        return found


def test_of_two_controllers_one_writes(serving: Any, tmp_path: Path) -> None:
    """The one whose state is older changes nothing and says so."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    for _ in range(3):
        serving.tick()
    ports: Ports = dataclasses.replace(serving.ports(), metrics=Interrupted(serving))
    report = step.tick(ports)

    assert ("somebody else wrote first" in report.decision.reason, report.applied) == (True, None)


def test_a_late_controller_cannot_raise_the_weight(serving: Any, tmp_path: Path) -> None:
    """An action decided on an older version of the service is refused by the cluster."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    serving.tick()
    serving.tick()
    ports = serving.ports()
    seen = ports.control.read()
    ports.control.apply(SetWeight(0), seen)
    with pytest.raises(ConflictError, match="decide again"):
        ports.control.apply(SetWeight(50), seen)

    assert serving.shares().get(CANDIDATE, 0) == 0


def test_applying_twice_is_the_same_as_once(serving: Any, tmp_path: Path) -> None:
    """A repeated deployment makes no second revision."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    actions = serving.tick(), serving.tick()
    ports = serving.ports()
    ports.control.apply(actions[1].applied, ports.control.read())

    assert len(serving.api.services[SERVICE].revisions) == 2


def test_a_new_revision_by_somebody_else_stops_the_analysis(serving: Any, tmp_path: Path) -> None:
    """Another edit of the predictor pauses the rollout and moves nothing."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    for _ in range(3):
        serving.tick()
    ports = serving.ports()
    ports.control.apply(Deploy("somewhere else", 5), ports.control.read())
    report = serving.tick()

    assert (report.state.phase, report.applied) == ("paused", None)


def test_a_rollback_storm_stops(serving: Any, tmp_path: Path) -> None:
    """After two automatic rollbacks a person has to look before the next start."""
    serving.arms.requests_per_reading = 8000
    reasons = []
    for number in range(5):
        release = serving.release(f"r-bad-{number}", tmp_path / "files")
        bad = f"{SERVICE}-predictor-{len(serving.api.services[SERVICE].revisions) + 1:05d}"
        serving.arms.behaviours[bad] = Behaviour(error_rate=0.5)
        reasons.append(serving.start(release).decision.reason)
        serving.run()

    assert [reason.split()[0] for reason in reasons] == ["the", "the", "2", "2", "2"]

"""Start, promote, abort, dry runs and the two pipeline tasks."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from kfp import local

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.operations.rollout import step
from talktrack.operations.rollout.component import rollout_start, rollout_tick
from talktrack.operations.rollout.state import Release
from talktrack.operations.rollout.transitions import Order
from talktrack.world.arms import Behaviour
from talktrack.world.kserve_api import KServeApi

SERVICE = "talktrack-acme"


def test_starting_twice_is_the_same_as_once(serving: Any, tmp_path: Path) -> None:
    """The second start says that it is already in progress."""
    release = serving.release("r-second", tmp_path / "files")
    serving.start(release)

    assert serving.start(release).decision.reason == "this rollout is already in progress"


def test_another_release_has_to_wait(serving: Any, tmp_path: Path) -> None:
    """One rollout at a time."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    report = serving.start(serving.release("r-third", tmp_path / "files"))

    assert report.decision.reason == "r-second is still being rolled out"


def test_the_release_in_service_is_not_rolled_out_again(serving: Any, tmp_path: Path) -> None:
    """There would be nothing to compare."""
    report = serving.start(serving.release("r-first", tmp_path / "files"))

    assert report.decision.reason == "this release is already in service"


def test_a_split_by_somebody_else_is_respected(serving: Any, tmp_path: Path) -> None:
    """A canary that this rollout did not make is not overwritten."""
    serving.api.services[SERVICE].body["spec"]["predictor"]["canaryTrafficPercent"] = 20
    report = serving.start(serving.release("r-second", tmp_path / "files"))

    assert "somebody else has split" in report.decision.reason


def test_a_dry_start_prints_the_plan_and_writes_nothing(serving: Any, tmp_path: Path) -> None:
    """The plan is data that reads as sentences."""
    release = serving.release("r-second", tmp_path / "files")
    calls = len(serving.api.calls)
    report = step.start(serving.ports(), Order("acme", release), dry_run=True)
    writes = [call for call in serving.api.calls[calls:] if not call.startswith("GET")]

    assert ([str(action) for action in report.left], writes) == (
        ["registry: champion r-first, candidate r-second", f"deploy {release.uri} with 5 % of the traffic"],
        [],
    )


def test_a_plan_says_that_its_release_was_rolled_back(serving: Any, tmp_path: Path) -> None:
    """The same release again is allowed, but nobody should do it unaware; another release is none of it."""
    broken = serving.release("r-broken", tmp_path / "files")
    serving.start(broken)
    serving.arms.behaviours[f"{SERVICE}-predictor-00002"] = Behaviour(error_rate=0.3)
    why = serving.run()[-1].state.decisions[-1].reason
    again = step.start(serving.ports(), Order("acme", broken), dry_run=True)
    other = step.start(serving.ports(), Order("acme", serving.release("r-next", tmp_path / "files")), dry_run=True)

    assert again.decision.reason == f"the rollout is planned, though this release was rolled back the last time: {why}"
    assert other.decision.reason == "the rollout is planned"


def test_a_dry_tick_changes_nothing(serving: Any, tmp_path: Path) -> None:
    """It says what would be done next."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    calls = len(serving.api.calls)
    report = step.tick(serving.ports(), dry_run=True)
    writes = [call for call in serving.api.calls[calls:] if not call.startswith("GET")]

    assert (len(report.left), report.applied, writes) == (2, None, [])


def test_a_person_promotes(serving: Any, tmp_path: Path) -> None:
    """The analysis ends and the candidate gets everything, without metrics."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    for _ in range(3):
        serving.tick()
    step.promote(serving.ports())
    serving.arms.silent = True
    state = serving.run()[-1].state

    assert (state.phase, serving.registry.pointer().champion) == ("promoted", "r-second")


def test_a_person_aborts(serving: Any, tmp_path: Path) -> None:
    """The candidate loses its traffic; this is no automatic rollback."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    for _ in range(3):
        serving.tick()
    step.abort(serving.ports())
    state = serving.run()[-1].state

    assert (state.phase, state.automatic_rollbacks, serving.registry.pointer().champion) == (
        "rolled_back",
        0,
        "r-first",
    )


def test_a_queued_candidate_stays_in_the_registry(serving: Any, tmp_path: Path) -> None:
    """A release that training has announced during a rollout is not forgotten at its end."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    serving.tick()
    queued = serving.release("r-third", tmp_path / "files")
    serving.registry.move(serving.registry.pointer(), champion="r-first", candidate=queued.id)
    serving.run()
    pointer = serving.registry.pointer()

    assert (pointer.champion, pointer.candidate) == ("r-second", "r-third")


def test_aborting_before_anything_was_deployed_leaves_the_service_alone(serving: Any, tmp_path: Path) -> None:
    """Nothing was deployed, so nothing is taken back."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    step.abort(serving.ports())
    state = serving.run()[-1].state

    assert (state.phase, len(serving.api.services[SERVICE].revisions)) == ("rolled_back", 1)


def test_the_first_release_cannot_be_aborted(serving: Any) -> None:
    """There is nothing to go back to, and the report says so."""
    report = step.abort(serving.ports())

    assert report.decision.reason == "there is no earlier release to go back to"


def test_a_first_release_that_cannot_load_may_be_replaced(cluster: Any, tmp_path: Path) -> None:
    """There is nothing to go back to, so the next release simply takes its place."""
    revisions: list[str] = []
    with KServeApi(lambda _, revision: revisions.append(revision.name)) as api:
        place = dataclasses.replace(cluster, api=api)
        place.start(place.release("r-dead", tmp_path / "files"))
        place.tick()
        api.settle(SERVICE, revisions[0], failed=True)
        place.tick()
        place.start(place.release("r-alive", tmp_path / "files"))
        place.tick()
        api.settle(SERVICE, revisions[1], "http://alive")
        state = place.run()[-1].state

    assert (state.phase, place.registry.pointer().champion) == ("promoted", "r-alive")


def test_without_a_rollout_every_verb_says_so(cluster: Any) -> None:
    """No verb invents a rollout."""
    ports = cluster.ports()
    reasons = [step.tick(ports).decision.reason, step.promote(ports).decision.reason, str(step.status(ports))]

    assert reasons == ["there is no rollout", "there is no rollout that this could change", "there is no rollout"]


@pytest.mark.parametrize("weights", [(), (5,), (0, 100), (50, 10, 100), (5, 5, 100), (5, 101)])
def test_a_ladder_that_cannot_be_climbed_is_refused(weights: tuple[int, ...]) -> None:
    """Weights rise from at least 1 to exactly 100."""
    with pytest.raises(ConfigurationInvalidError, match="must rise"):
        Order("acme", Release(id="r", uri="u"), weights)


def test_the_pipeline_tasks_plan_and_tick(serving: Any, tmp_path: Path) -> None:
    """Both components run as tasks against the API server."""
    serving.release("r-second", tmp_path / "files")
    local.init(local.SubprocessRunner(use_venv=False), pipeline_root=str(tmp_path / "runs"))
    place = {"tenant": "acme", "home": str(tmp_path / "home"), "namespace": "sales", "server": serving.api.url}
    started = rollout_start(**place, release_id="r-second")
    ticked = rollout_tick(**place)

    assert (started.outputs["Output"].splitlines()[0], ticked.outputs["metrics"].metadata) == (
        "hold: the rollout is planned",
        {"weight_percent": 5, "acted": 1},
    )

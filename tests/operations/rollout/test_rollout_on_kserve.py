"""A whole rollout over the official Kubernetes client against the KServe API in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from talktrack.operations.rollout import step
from talktrack.world.arms import Behaviour

SERVICE = "talktrack-acme"


def test_the_first_release_takes_all_traffic(serving: Any) -> None:
    """With nothing to compare with, the first release is promoted at once."""
    found = (serving.registry.pointer().champion, serving.shares())

    assert found == ("r-first", {f"{SERVICE}-predictor-00001": 100})


def test_a_healthy_candidate_is_promoted_with_one_new_revision(serving: Any, tmp_path: Path) -> None:
    """From start to promotion the service gets exactly one new revision."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    state = serving.run()[-1].state

    assert (state.phase, len(serving.api.services[SERVICE].revisions)) == ("promoted", 2)


def test_promotion_moves_the_champion(serving: Any, tmp_path: Path) -> None:
    """The registry's pointer follows the traffic."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    serving.run()
    pointer = serving.registry.pointer()

    assert (pointer.champion, pointer.candidate) == ("r-second", None)


def test_the_weights_rise_one_by_one(serving: Any, tmp_path: Path) -> None:
    """Traffic takes each weight of the ladder in order."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    seen = [report.applied.percent for report in serving.run() if hasattr(report.applied, "percent")]

    assert seen == [5, 10, 25, 50, 100]


def test_a_broken_candidate_is_rolled_back(serving: Any, tmp_path: Path) -> None:
    """One fifth errors: the stable release gets everything back, and the registry says so."""
    serving.start(serving.release("r-broken", tmp_path / "files"))
    serving.arms.behaviours[f"{SERVICE}-predictor-00002"] = Behaviour(error_rate=0.3)
    state = serving.run()[-1].state
    pointer = serving.registry.pointer()

    assert (state.phase, pointer.champion, pointer.candidate) == ("rolled_back", "r-first", None)


def test_a_rollback_ends_on_the_old_release(serving: Any, tmp_path: Path) -> None:
    """The spec names the old release again, so that no later edit promotes the bad one."""
    first = serving.api.services[SERVICE].body["spec"]["predictor"]["model"]["storageUri"]
    serving.start(serving.release("r-broken", tmp_path / "files"))
    serving.arms.behaviours[f"{SERVICE}-predictor-00002"] = Behaviour(error_rate=0.3)
    serving.run()
    predictor = serving.api.services[SERVICE].body["spec"]["predictor"]

    assert (predictor["model"]["storageUri"], "canaryTrafficPercent" in predictor) == (first, False)


def test_a_promoted_release_that_turns_critical_is_rolled_back(serving: Any, tmp_path: Path) -> None:
    """The same tick watches after promotion."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    serving.run()
    serving.arms.behaviours[f"{SERVICE}-predictor-00002"] = Behaviour(error_rate=1.0)
    for _ in range(15):
        last = serving.tick()

    assert (last.state.phase, serving.registry.pointer().champion) == ("rolled_back", "r-first")


def test_no_metrics_means_no_traffic_action(serving: Any, tmp_path: Path) -> None:
    """Without data nothing moves beyond the first weight."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    serving.arms.silent = True
    applied = [str(report.applied) for report in serving.run(12) if report.applied]

    assert len(applied) == 2


def test_status_prints_the_rollout(serving: Any, tmp_path: Path) -> None:
    """The status is readable text."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    text = str(step.status(serving.ports()))

    assert "candidate  r-second" in text

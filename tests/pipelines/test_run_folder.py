"""The folder of a local run is its own, and what died leaves nothing behind."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pipelines import run_folder
from talktrack.systems.pipeline_runs import OWNER

NO_PROCESS = 2**22 + 1


def test_runs_of_one_second_have_folders_of_their_own(tmp_path: Path) -> None:
    """Two runs in one folder would carry out each other's orders."""
    made = {run_folder.make(str(tmp_path), "acme", "ingestion") for _ in range(3)}

    assert len(made) == 3
    assert {folder.stat().st_mode & 0o777 for folder in made} == {0o700}


@pytest.mark.parametrize(("pid", "stays"), [(os.getpid(), True), (NO_PROCESS, False)], ids=["alive", "dead"])
def test_only_the_folder_of_a_dead_run_goes(tmp_path: Path, pid: int, stays: bool) -> None:
    """It holds what was said before redaction."""
    first = run_folder.make(str(tmp_path), "acme", "ingestion")
    (first / OWNER).write_text(str(pid))
    run_folder.make(str(tmp_path), "acme", "training")

    assert first.exists() == stays


def test_what_is_discarded_and_what_goes_on_is_told(tmp_path: Path) -> None:
    """A run that lives keeps its folder and is named."""
    home = str(tmp_path)
    alive = run_folder.make(home, "acme", "ingestion")
    (alive / OWNER).write_text(str(os.getpid()))
    dead = alive.parent / "dead"
    dead.mkdir()
    (dead / OWNER).write_text("none")

    assert run_folder.discard(home, "acme") == (1, [alive.name])
    assert (alive.exists(), dead.exists()) == (True, False)


def test_metrics_of_a_loop_are_added_up(tmp_path: Path) -> None:
    """Two shards of one task are one row."""
    for shard, read in enumerate((3, 4)):
        task = tmp_path / f"iteration-{shard}" / "ingest"
        task.mkdir(parents=True)
        output = {"artifacts": {"metrics": {"artifacts": [{"metadata": {"conversations": read}}]}}}
        (task / "executor_output.json").write_text(json.dumps(output))

    assert run_folder.metrics(tmp_path) == {"ingest": {"conversations": 7.0}}

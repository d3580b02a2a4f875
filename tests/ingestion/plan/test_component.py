"""Plan runs as a task of kfp.local, and its shards are plain numbers for a loop."""

from __future__ import annotations

from pathlib import Path

from kfp import local

from talktrack.ingestion.plan.component import plan, shards


def test_shards_of_a_planned_folder(tmp_path: Path) -> None:
    """Three files in shards of two are two loop iterations."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.txt").write_text(f"Anna: This is {name}\n")
    local.init(local.SubprocessRunner(use_venv=False), pipeline_root=str(tmp_path / "runs"))
    task = plan(tenant="acme", home=str(tmp_path / "home"), sources=[str(folder)], shard_size=2)

    assert shards.python_func(manifest=task.outputs["manifest"], kind="any") == [0, 1]

"""Feedback through its component: kfp.local runs it with real files and a real repository."""

from __future__ import annotations

import json
from pathlib import Path

from kfp import local

from talktrack.core.artifacts import read_table
from talktrack.core.tables import SCORES
from talktrack.systems.repository import open_repository
from talktrack.training.feedback.component import feedback


def test_the_component_scores_what_its_sources_hold(tmp_path: Path) -> None:
    """One thumb up is score 0.75 in the artifact and in the repository."""
    event = {"id": "f1", "tenant": "acme", "subject": "c1", "kind": "thumbs", "at": "2026-02-01T10:00:00Z", "value": 1}
    (tmp_path / "votes.jsonl").write_text(json.dumps(event) + "\n")
    home = str(tmp_path / "home")
    repository = open_repository(home, "acme", create=True)
    local.init(local.SubprocessRunner(use_venv=False), pipeline_root=str(tmp_path / "runs"))
    task = feedback(tenant="acme", home=home, sources=[str(tmp_path / "votes.jsonl")])

    assert [row.score for row in read_table(task.outputs["scores"].path, SCORES)] == [0.75]
    assert [row.score for row in repository.scan(SCORES)] == [0.75]

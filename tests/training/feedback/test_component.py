"""Feedback through its component: kfp.local runs it with real files and a real repository."""

from __future__ import annotations

import json
from pathlib import Path

from kfp import local

from talktrack.core.artifacts import read_table
from talktrack.core.tables import CONVERSATIONS, SCORES
from talktrack.systems.repository import open_repository
from talktrack.training.feedback.component import feedback
from tests.training.samples import make_conversation


def test_the_component_scores_what_its_sources_hold(tmp_path: Path) -> None:
    """One thumb up lifts its subject in the artifact and in the repository; the page names what was refused."""
    event = {"id": "f1", "tenant": "acme", "subject": "c1", "kind": "thumbs", "at": "2026-02-01T10:00:00Z", "value": 1}
    lost = event | {"id": "f2", "kind": "comment", "subject": "c9", "text": "Nobody shall read this."}
    (tmp_path / "votes.jsonl").write_text(json.dumps(event) + "\n" + json.dumps(lost) + "\n")
    home = str(tmp_path / "home")
    repository = open_repository(home, "acme", create=True)
    repository.publish(CONVERSATIONS, [make_conversation(1)])
    local.init(local.SubprocessRunner(use_venv=False), pipeline_root=str(tmp_path / "runs"))
    task = feedback(tenant="acme", home=home, sources=[str(tmp_path / "votes.jsonl")], user_share=0.5, tenant_share=0.5)
    page = Path(task.outputs["report"].path).read_text()

    assert [row.score for row in read_table(task.outputs["scores"].path, SCORES)] == [0.75]
    assert [row.score for row in repository.scan(SCORES)] == [0.75]
    assert "<td>unknown_subject</td><td>votes.jsonl</td><td class='number'>2</td><td>comment</td>" in page
    assert "Nobody" not in page

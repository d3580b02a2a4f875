"""The step: files are told by content, events are published once, a second run only counts duplicates."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from talktrack.core.artifacts import read_table
from talktrack.core.tables import FEEDBACK, SCORES
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store
from talktrack.training.feedback.step import Inbox, run

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_feedback_is_published_once_and_scored(tmp_path: Path) -> None:
    """Good lines are kept beside bad ones; running again adds nothing and scores the same."""
    (tmp_path / "inbox").mkdir()
    event = {"id": "f1", "tenant": "acme", "subject": "c1", "kind": "thumbs", "at": "2026-02-01T10:00:00Z", "value": 1}
    rows = [event, event | {"id": "f2", "user_id": "u"}, event | {"id": "f3", "value": 7}, event]
    (tmp_path / "inbox" / "votes.bin").write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    (tmp_path / "inbox" / "call.jsonl").write_text('{"callTranscripts": []}\n')
    (tmp_path / "inbox" / "usage.csv").write_text("event,user_id,timestamp\nlogin,u,2026-02-01\nlogin,u,never\n")
    (tmp_path / "inbox" / "empty.json").write_text('{"event_id": [], "user_id": [[[')
    inbox = Inbox([str(tmp_path / "inbox")], open_store)
    repository = open_repository(str(tmp_path / "home"), "acme", create=True)
    counts = [run(inbox, repository, tmp_path / f"scores-{n}", "acme", NOW) for n in range(2)]
    expected = {
        "files": 3, "accepted": 4, "rejected_value_out_of_range": 1, "rejected_impossible_time": 1,
        "rejected_json_broken": 1, "scored_subjects": 1,
    }  # fmt: skip

    assert counts == [expected | {"new": 3, "duplicate": 1}, expected | {"new": 0, "duplicate": 4}]
    assert sorted(row.kind for row in repository.scan(FEEDBACK)) == ["session_start", "thumbs", "thumbs"]
    assert [row.score for row in read_table(tmp_path / "scores-1", SCORES)] == [2.5 / 3]

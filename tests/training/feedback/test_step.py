"""The step: files are told by content, events are published once, a second run only counts duplicates."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from talktrack.core.artifacts import read_table
from talktrack.core.records import FeedbackEvent
from talktrack.core.reference import Deal
from talktrack.core.tables import CONVERSATIONS, DEALS, FEEDBACK, SCORES
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store
from talktrack.training.feedback.scoring import Caps
from talktrack.training.feedback.step import Inbox, Order, run
from tests.training.samples import make_conversation

ORDER = Order("acme", datetime(2026, 6, 1, tzinfo=UTC), Caps(1.0, 1.0))


def test_feedback_is_published_once_and_scored(tmp_path: Path) -> None:
    """Good lines are kept beside bad ones; running again adds nothing and scores the same."""
    (tmp_path / "inbox").mkdir()
    event = {"id": "f1", "tenant": "acme", "subject": "c1", "kind": "thumbs", "at": "2026-02-01T10:00:00Z", "value": 1}
    rows = [
        event, event | {"id": "f2", "user_id": "u"}, event | {"id": "f3", "value": 7}, event,
        event | {"id": "f4", "subject": "c7"}, event | {"id": "f5", "at": "2025-12-31"},
    ]  # fmt: skip
    (tmp_path / "inbox" / "votes.bin").write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    (tmp_path / "inbox" / "call.jsonl").write_text('{"callTranscripts": []}\n')
    (tmp_path / "inbox" / "usage.csv").write_text("event,user_id,timestamp\nlogin,u,2026-02-01\nlogin,u,never\n")
    (tmp_path / "inbox" / "empty.json").write_text('{"event_id": [], "user_id": [[[')
    inbox = Inbox([str(tmp_path / "inbox")], open_store)
    repository = open_repository(str(tmp_path / "home"), "acme", create=True)
    repository.publish(CONVERSATIONS, [make_conversation(1)])
    done = [run(inbox, repository, tmp_path / f"scores-{n}", ORDER) for n in range(2)]
    expected = {
        "files": 3, "accepted": 4, "rejected_value_out_of_range": 1, "rejected_impossible_time": 1,
        "rejected_json_broken": 1, "rejected_unknown_subject": 1, "rejected_before_its_subject": 1,
        "scored_subjects": 1,
    }  # fmt: skip

    assert [dict(+one.counts) for one in done] == [expected | {"new": 3, "duplicate": 1}, expected | {"duplicate": 4}]
    assert sorted(row.kind for row in repository.scan(FEEDBACK)) == ["session_start", "thumbs", "thumbs"]
    assert [row.score for row in read_table(tmp_path / "scores-1", SCORES)] == [2.5 / 3]
    assert [(row.reason, row.file, row.entry, row.kind) for row in done[0].refused] == [
        ("json_broken", "empty.json", 0, ""),
        ("impossible_time", "usage.csv", 2, ""),
        ("value_out_of_range", "votes.bin", 3, ""),
        ("unknown_subject", "votes.bin", 5, "thumbs"),
        ("before_its_subject", "votes.bin", 6, "thumbs"),
    ]


def test_what_others_stored_is_judged_before_it_counts(tmp_path: Path) -> None:
    """A click worth a billion and a vote on a call that is gone move nothing; a good vote does."""
    repository = open_repository(str(tmp_path / "home"), "acme", create=True)
    repository.publish(CONVERSATIONS, [make_conversation(1)])
    at = datetime(2026, 2, 1, tzinfo=UTC)
    good = FeedbackEvent(id="f1", tenant="acme", subject="c1", kind="thumbs", at=at, value=1.0)
    click = msgspec.structs.replace(good, id="f2", kind="click", value=1e9)
    gone = msgspec.structs.replace(good, id="f3", subject="c9")
    repository.publish(FEEDBACK, [good, click, gone])
    done = run(Inbox([], open_store), repository, tmp_path / "scores", ORDER)

    assert [(row.id, row.score) for row in repository.scan(SCORES)] == [("c1", 0.75)]
    assert done.counts["stored_but_not_counted"] == 2


def test_an_outcome_of_a_later_run_weighs_an_older_call(tmp_path: Path) -> None:
    """The call was liked in February; the deal was lost in May, and the CRM says so."""
    like = {"id": "f1", "subject": "c1", "kind": "thumbs", "at": "2026-02-01T10:00:00Z", "value": 1, "user_id": "u"}
    (tmp_path / "votes.jsonl").write_text(json.dumps(like) + "\n")
    repository = open_repository(str(tmp_path / "home"), "acme", create=True)
    repository.publish(CONVERSATIONS, [msgspec.structs.replace(make_conversation(1), deal_id="d1")])
    deal = Deal(id="d1", account_id="a1", name="One", stage="Proposal")
    lost = msgspec.structs.replace(deal, is_closed=True, closed_at=datetime(2026, 5, 1, tzinfo=UTC))
    found = []
    for state in (deal, lost):
        repository.publish(DEALS, [state])
        run(Inbox([str(tmp_path / "votes.jsonl")], open_store), repository, tmp_path / "scores", ORDER)
        found.append({row.id: row.score for row in repository.scan(SCORES)})

    assert found == [{"c1": 0.75}, {"c1": 0.5, "d1": 0.25}]


def test_what_an_answer_was_grounded_in_is_kept(tmp_path: Path) -> None:
    """Texts and the version of the table they were cut from, and the arm of the experiment."""
    told = {
        "inference_id": "r-0123456789ab.t1", "thumbs": "up", "at": "2026-02-01T10:00:00Z", "variant": "r-0123456789ab",
        "retrieved": ["They pay 40 thousand.", {"text": "Go-live is in May."}], "table_version": 7,
        "answered_at": "2026-02-01T09:59:00Z",
    }  # fmt: skip
    early = told | {"inference_id": "r-0123456789ab.t2", "answered_at": "2026-02-03T09:59:00Z"}
    (tmp_path / "votes.jsonl").write_text("\n".join(json.dumps(row) for row in (told, early)) + "\n")
    repository = open_repository(str(tmp_path / "home"), "acme", create=True)
    done = run(Inbox([str(tmp_path / "votes.jsonl")], open_store), repository, tmp_path / "scores", ORDER)
    (event,) = repository.scan(FEEDBACK)

    assert event.retrieved == ["They pay 40 thousand.", "Go-live is in May."]
    assert (event.table_version, event.arm) == (7, "r-0123456789ab")
    assert done.counts["rejected_before_its_subject"] == 1

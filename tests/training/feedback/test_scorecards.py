"""Gong's scorecards: what people judged becomes labels and comments of the conversation."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from talktrack.core.ids import stable_id
from talktrack.core.records import FeedbackEvent
from talktrack.core.tables import CONVERSATIONS, FEEDBACK
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store
from talktrack.training.feedback.scorecards import read
from talktrack.training.feedback.step import Inbox, Order, run
from tests.training.samples import make_conversation

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CARD: dict[str, Any] = {
    "answeredScorecardId": "77",
    "scorecardId": "5",
    "scorecardName": "Discovery",
    "callId": 7782,
    "callStartTime": "2026-02-01T09:00:00Z",
    "reviewedUserId": "1",
    "reviewerUserId": "9",
    "reviewMethod": "MANUAL",
    "reviewTime": "2026-02-02T10:00:00Z",
    "answers": [
        {"questionId": "1", "isOverall": True, "score": 4, "answerText": None, "notApplicable": False},
        {"questionId": "2", "isOverall": False, "score": 1, "notApplicable": False},
        {"questionId": "3", "score": None, "answerText": "Ask about the budget. ", "notApplicable": False},
        {"questionId": "4", "score": 5, "answerText": "n/a", "notApplicable": True},
    ],
}


def _read(document: object) -> list[FeedbackEvent | str]:
    """Return the events, and the reasons of what is none."""
    return [line.event or line.reason for line in read(json.dumps(document).encode(), "acme", NOW)]


def _values(*scores: object, overall: bool = False) -> list[object]:
    answers = [{"questionId": str(n), "score": score, "isOverall": overall} for n, score in enumerate(scores)]
    return [one if isinstance(one, str) else one.value for one in _read(CARD | {"answers": answers})]


def test_a_card_is_a_label_and_comments() -> None:
    """About the conversation of that call, by the person who filled it in."""
    subject = stable_id("c", "acme", "gong", "7782")
    told: dict[str, Any] = {
        "tenant": "acme",
        "subject": subject,
        "at": datetime(2026, 2, 2, 10, tzinfo=UTC),
        "user_id": "9",
    }
    comment, label = _read({"answeredScorecards": [CARD]})

    assert comment == FeedbackEvent(
        id=stable_id("f", "acme", "gong", "77", "comment", "3"), kind="comment", text="Ask about the budget.", **told
    )
    assert label == FeedbackEvent(
        id=stable_id("f", "acme", "gong", "77", "expert_label", None), kind="expert_label", value=4.0, **told
    )


@pytest.mark.parametrize(
    "form",
    [
        CARD,
        [CARD],
        {"answeredScorecards": [CARD]},
        {"payload": {"answeredScorecards": [CARD]}},
        {"requestId": "r", "records": {"totalRecords": 1, "cursor": "c"}, "answeredScorecards": [CARD]},
    ],
)
def test_forms_in_which_cards_arrive(form: object) -> None:
    """A page of the API, wrapped or not, a list, or a card alone."""
    assert _read(form) == _read(CARD)


def test_without_an_overall_answer_the_mean_counts() -> None:
    """Labels are whole numbers from 1 to 5; other scales are refused."""
    assert _values(3, "4", 5) == [4.0]
    assert _values(80, overall=True) == ["value_out_of_range"]
    assert _values(None) == ["names_nothing"]


def test_a_bad_card_costs_nobody_else() -> None:
    """Each has its own reason."""
    cards = [
        CARD | {"reviewMethod": "AUTOMATIC"},
        CARD | {"callId": None},
        CARD | {"reviewTime": "soon", "answers": CARD["answers"][:1]},
        CARD | {"answers": [{"score": "nan"}]},
        5,
        CARD | {"answers": CARD["answers"][:1]},
    ]
    found = [one if isinstance(one, str) else one.kind for one in _read({"answeredScorecards": cards})]

    assert found == [
        "not_by_a_person",
        "not_an_event",
        "impossible_time",
        "not_an_event",
        "not_an_event",
        "expert_label",
    ]


def test_the_step_takes_cards_from_any_folder(tmp_path: Path) -> None:
    """They lie beside the calls; reading them twice adds nothing."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "cards.json").write_text(json.dumps({"answeredScorecards": [CARD]}))
    repository = open_repository(str(tmp_path / "home"), "acme", create=True)
    inbox = Inbox([str(tmp_path / "inbox")], open_store)
    call = msgspec.structs.replace(make_conversation(1), id=stable_id("c", "acme", "gong", "7782"))
    repository.publish(CONVERSATIONS, [call])
    counts = [run(inbox, repository, tmp_path / f"scores-{n}", Order("acme", NOW)).counts for n in range(2)]

    assert [(one["new"], one["duplicate"]) for one in counts] == [(2, 0), (0, 2)]
    assert {event.kind for event in repository.scan(FEEDBACK)} == {"comment", "expert_label"}

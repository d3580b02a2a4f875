"""Gong's scorecards: what managers judged about calls, as ``/v2/stats/activity/scorecards`` answers.

With its traps: ids as numbers or texts, cards without an overall question, questions that did not apply, and cards
that the vendor's own model filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from talktrack.core.ids import stable_id
from talktrack.core.records import FeedbackEvent
from talktrack.world.identifiers import gong_id
from talktrack.world.truth import Truth

ADVICE = "Ask about the problem before the product."
EVERY = 3  # of so many cards one has no overall question, and one a written answer


def write_scorecards(truths: Iterable[Truth]) -> bytes:
    """Return the answered scorecards of calls, each followed by the card that a model filled in."""
    cards = [card for place, truth in enumerate(truths) for card in _cards(place, truth)]
    return msgspec.json.encode({"requestId": "1", "records": {"totalRecords": len(cards)}, "answeredScorecards": cards})


def judgements(truths: Iterable[Truth]) -> Iterator[FeedbackEvent]:
    """Yield what a perfect reader finds: the level of the call, and what was written beside it."""
    for place, truth in enumerate(truths):
        comment = stable_id("f", truth.tenant, "gong", gong_id(truth.native_id, "card"), "comment", "2")
        label = stable_id("f", truth.tenant, "gong", gong_id(truth.native_id, "card"), "expert_label", None)
        if place % EVERY == 1:
            yield _event(truth, comment, "comment", text=ADVICE)
        yield _event(truth, label, "expert_label", value=float(truth.skill))


def _event(
    truth: Truth, identity: str, kind: str, *, value: float | None = None, text: str | None = None
) -> FeedbackEvent:
    return FeedbackEvent(
        id=identity,
        tenant=truth.tenant,
        subject=truth.conversation_id,
        kind=kind,
        at=_reviewed_at(truth),
        user_id=_reviewer(truth),
        value=value,
        text=text,
    )


def _cards(place: int, truth: Truth) -> Iterator[dict[str, Any]]:
    card = {
        "answeredScorecardId": gong_id(truth.native_id, "card"),
        "scorecardId": gong_id(truth.tenant, "scorecard"),
        "scorecardName": "Call quality",
        "callId": int(truth.native_id) if place % 2 else truth.native_id,
        "callStartTime": truth.started_at,
        "reviewedUserId": gong_id(truth.people[0].id),
        "reviewerUserId": _reviewer(truth),
        "reviewMethod": "MANUAL",
        "reviewTime": _reviewed_at(truth),
        "answers": _answers(place, truth.skill),
    }
    yield card
    automatic = {"reviewMethod": "AUTOMATIC", "answers": [_answer("1", is_overall=True, score=3)]}
    yield card | automatic | {"answeredScorecardId": gong_id(truth.native_id, "automatic card")}


def _answers(place: int, level: int) -> list[dict[str, Any]]:
    """Return an overall answer and others, or only answers whose mean is the level."""
    if place % EVERY == 0:
        return [_answer("1", score=level), _answer("2", score=level)]
    written = ADVICE if place % EVERY == 1 else None
    inapplicable = {**_answer("3", score=5), "notApplicable": True}
    return [_answer("1", is_overall=True, score=level), _answer("2", text=written), inapplicable]


def _answer(
    question: str, *, is_overall: bool = False, score: int | None = None, text: str | None = None
) -> dict[str, Any]:
    return {
        "questionId": question,
        "questionRevisionId": f"{question}.1",
        "isOverall": is_overall,
        "score": score,
        "answerText": text,
        "notApplicable": False,
    }


def _reviewer(truth: Truth) -> str:
    return gong_id(truth.tenant, "manager")


def _reviewed_at(truth: Truth) -> datetime:
    return (truth.started_at + timedelta(days=3)).replace(microsecond=0)

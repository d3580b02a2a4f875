"""Reads Gong's answered scorecards (``POST /v2/stats/activity/scorecards``): what people say about a seller's call.

The answer to the overall question is an expert label of the call, 1 to 5; a card without one counts with the mean of
its scores. Written answers are comments. Cards that Gong filled in itself are no judgement of an expert.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from statistics import fmean
from typing import Annotated

import msgspec

from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import stable_id
from talktrack.core.json_records import Record, cut, decoded
from talktrack.core.records import FeedbackEvent
from talktrack.training.feedback.events import Line, judged

GONG = "gong"
AUTOMATIC = "AUTOMATIC"
CARDS, WRAPPING = "answeredScorecards", "payload"
MARKS = frozenset({"answeredScorecardId", "scorecardId"})

Identifier = str | int
HIGHEST = 1e6


class _Answer(msgspec.Struct, frozen=True, rename="camel"):
    question_id: Identifier | None = None
    is_overall: bool | None = None
    score: Annotated[float, msgspec.Meta(ge=-HIGHEST, le=HIGHEST)] | None = None
    answer_text: str | None = None
    not_applicable: bool | None = None


class _Card(msgspec.Struct, frozen=True, rename="camel"):
    call_id: Identifier
    answered_scorecard_id: Identifier | None = None
    scorecard_id: Identifier | None = None
    call_start_time: str | None = None
    review_time: str | None = None
    review_method: str | None = None
    reviewer_user_id: Identifier | None = None
    answers: list[_Answer] | None = None


_CARD = msgspec.json.Decoder(_Card, strict=False)


def read(data: bytes, tenant: str, now: datetime) -> Iterator[Line]:
    """Yield the events of every card of a page, or why a card gives none.

    Raises:
        SourceUnreadableError: nothing of the file can be read.
    """
    for record in _cards(data):
        try:
            yield from _lines(decoded(record, _CARD), tenant, now)
        except SourceUnreadableError:
            yield Line(None, "not_an_event")


def _cards(data: bytes) -> Iterator[Record]:
    """Yield the cards, whether the page stands alone or in a wrapping; what else a page says is none."""
    found = cut(data, MARKS)
    if [record.key for record in found] == [WRAPPING]:
        found = cut(bytes(found[0].data), MARKS)
    return (record for record in found if record.key in {None, CARDS})


def _lines(card: _Card, tenant: str, now: datetime) -> Iterator[Line]:
    if card.review_method == AUTOMATIC:
        yield Line(None, "not_by_a_person")
        return
    answers = [answer for answer in card.answers or () if not answer.not_applicable]
    events = [_comment(card, answer, tenant) for answer in answers if (answer.answer_text or "").strip()]
    if (level := _level(answers)) is not None:
        events.append(msgspec.structs.replace(_event(card, tenant, "expert_label"), value=level))
    yield from (judged(event, tenant, now) for event in events)
    if not events:
        yield Line(None, "names_nothing")


def _level(answers: Sequence[_Answer]) -> float | None:
    """Return the overall score, else the mean of all, as the whole number that a label is."""
    overall = [answer.score for answer in answers if answer.is_overall and answer.score is not None]
    scores = overall or [answer.score for answer in answers if answer.score is not None]
    return float(round(fmean(scores))) if scores else None


def _comment(card: _Card, answer: _Answer, tenant: str) -> FeedbackEvent:
    event = _event(card, tenant, "comment", answer.question_id)
    return msgspec.structs.replace(event, text=(answer.answer_text or "").strip())


def _event(card: _Card, tenant: str, kind: str, question: Identifier | None = None) -> FeedbackEvent:
    """Return an event about the call, which is named as its conversation is."""
    name = card.answered_scorecard_id or f"{card.scorecard_id}/{card.call_id}/{card.reviewer_user_id}"
    return FeedbackEvent(
        id=stable_id("f", tenant, GONG, name, kind, question),
        tenant=tenant,
        subject=stable_id("c", tenant, GONG, str(card.call_id)),
        kind=kind,
        at=_time(card.review_time or card.call_start_time),
        user_id=None if card.reviewer_user_id is None else str(card.reviewer_user_id),
    )


def _time(said: str | None) -> datetime:
    """Return a time in UTC; one that nobody can read lies before all that can be believed."""
    try:
        found = datetime.fromisoformat(said or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)

"""Which event a row of fields is, whatever they are called."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from talktrack.core.ids import stable_id
from talktrack.core.records import FeedbackEvent
from talktrack.training.feedback.events import KINDS, USAGE, precedes
from talktrack.training.feedback.turn_labels import TURN_LABEL, label_of
from talktrack.training.feedback.vocabulary import (
    ASSISTED,
    EVENTS,
    FIELDS,
    IMPLIED,
    TASKS,
    USAGE_FIELDS,
    WORDS,
    plain,
)

MAX_TEXT_CHARACTERS = 50_000
MAX_NAME_CHARACTERS = 500
MAX_RETRIEVED = 100
MAX_NUMBER = 1_000_000
FIRST_MS = 10**11


class FieldInvalidError(ValueError):
    """A row cannot become an event; the message is the reason."""


def event_of(row: Mapping[str, Any], tenant: str) -> FeedbackEvent:
    """Return the event that a row describes; a row that names no tenant belongs to the one whose file it stands in.

    Raises:
        FieldInvalidError: ``not_an_event``, ``assistance_unknown``, ``value_out_of_range``, ``wrong_segment``,
            ``impossible_time``, ``before_its_subject`` or ``text_too_long``.
    """
    fields = {plain(str(name)): value for name, value in row.items() if value is not None and value != ""}
    kind, value, said = _kind(fields)
    at = _moment(_first(fields, "at"))
    answered = _first(fields, "answered_at")
    if answered is not None and precedes(at, _moment(answered)):
        raise FieldInvalidError("before_its_subject")
    text = _text(fields, "text")
    text = said or text if kind == TURN_LABEL else text or said
    subject, user = _name(fields, "subject"), _name(fields, "user_id")
    own = _name(fields, "id") or stable_id("f", tenant, subject, kind, user, at.isoformat(), value, text)
    return FeedbackEvent(
        id=own,
        tenant=_name(fields, "tenant") or tenant,
        subject=subject or (user if kind in USAGE else ""),
        kind=kind,
        at=at,
        user_id=user or None,
        value=value,
        text=text or None,
        prompt=_text(fields, "prompt") or None,
        answer=_text(fields, "answer") or None,
        path=_name(fields, "path") or None,
        arm=_name(fields, "arm") or None,
        turn_start=_whole(fields, "turn_start", "wrong_segment"),
        turn_end=_whole(fields, "turn_end", "wrong_segment"),
        retrieved=_passages(_first(fields, "retrieved")),
        table_version=_whole(fields, "table_version", "value_out_of_range"),
    )


def _kind(fields: Mapping[str, Any]) -> tuple[str, float | None, str]:
    """Return the kind of an event, its value, and what it was called where that says more than the kind."""
    place, called = _called(fields)
    if called == TURN_LABEL:
        return TURN_LABEL, None, label_of(fields, is_certain=True)
    kind, meant = EVENTS.get(called, (called, None))
    value = _value(fields, kind)
    if kind == "task":
        return _task(fields), value, ""
    if place in USAGE_FIELDS and kind not in KINDS:
        return "feature", value, called
    return kind, meant if value is None else value, called if kind in {"outcome", "reply"} and called != kind else ""


def _called(fields: Mapping[str, Any]) -> tuple[str, str]:
    """Return the field that says what happened, and what it says; without one the other fields imply it."""
    place = next((name for name in (*FIELDS["kind"], "outcome") if _is_event(fields.get(name))), "")
    if place or (place := next((name for name in FIELDS["kind"] if name in fields), "")):
        return place, plain(str(fields[place]))
    if label_of(fields):
        return "", TURN_LABEL
    return "", next((kind for name, kind in IMPLIED if name in fields), "")


def _is_event(given: object) -> bool:
    return isinstance(given, str) and (plain(given) in EVENTS or plain(given) in KINDS)


def _task(fields: Mapping[str, Any]) -> str:
    assisted = ASSISTED.get(str(_first(fields, "assisted")).strip().lower())
    if assisted is None:
        raise FieldInvalidError("assistance_unknown")
    return TASKS[assisted]


def _value(fields: Mapping[str, Any], kind: str) -> float | None:
    """Return the number that an event carries; thumbs that are only true or false are up or down, no rating is."""
    for name, parts in (("value", 1.0), ("seconds", 1.0), ("milliseconds", 1000.0)):
        given = _first(fields, name)
        if given is not None and not _is_event(given):
            if kind == "rating" and _is_word(given):
                raise FieldInvalidError("value_out_of_range")
            found = _number(given) / parts
            return -1.0 if kind == "thumbs" and found == 0 and _is_word(given) else found
    return None


def _is_word(given: object) -> bool:
    return isinstance(given, bool) or (isinstance(given, str) and given.strip().lower() in WORDS)


def _number(given: object) -> float:
    """Return a number, however it is written; an infinite or missing one is nobody's judgement."""
    text = str(given).strip().lower()
    if text in WORDS:
        return WORDS[text]
    try:
        found = float(text) if len(text) <= MAX_NAME_CHARACTERS else math.nan
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise FieldInvalidError("value_out_of_range")
    return found


def _moment(given: object) -> datetime:
    """Return a time in UTC: ISO 8601, where no zone means UTC, or seconds or milliseconds since 1970."""
    text = str(given).strip()
    try:
        if isinstance(given, int | float) or text.replace(".", "", 1).isdecimal():
            since = float(text[:MAX_NAME_CHARACTERS])
            return datetime.fromtimestamp(since / 1000 if since >= FIRST_MS else since, UTC)
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise FieldInvalidError("impossible_time") from None


def _whole(fields: Mapping[str, Any], name: str, reason: str) -> int | None:
    given = _first(fields, name)
    if given is None:
        return None
    text = str(given).strip().removesuffix(".0")
    if not text.isdecimal() or len(text) > len(str(MAX_NUMBER)) or int(text) > MAX_NUMBER:
        raise FieldInvalidError(reason)
    return int(text)


def _passages(given: object) -> list[str]:
    """Return the texts that an answer was grounded in: texts, or objects that hold one; in a table one JSON list."""
    if isinstance(given, str) and given.lstrip().startswith("["):
        try:
            given = msgspec.json.decode(given)
        except msgspec.DecodeError:
            given = [given]
    listed = given if isinstance(given, list) else [] if given is None else [given]
    if len(listed) > MAX_RETRIEVED:
        raise FieldInvalidError("text_too_long")
    return [_text(one if isinstance(one, dict) else {"text": one}, "text") for one in listed]


def _name(fields: Mapping[str, Any], name: str) -> str:
    found = _text(fields, name).strip()
    if len(found) > MAX_NAME_CHARACTERS:
        raise FieldInvalidError("text_too_long")
    return found


def _text(fields: Mapping[str, Any], name: str) -> str:
    given = _first(fields, name)
    if isinstance(given, dict | list):
        raise FieldInvalidError("not_an_event")
    text = "" if given is None else str(given)
    if len(text) > MAX_TEXT_CHARACTERS:
        raise FieldInvalidError("text_too_long")
    return text


def _first(fields: Mapping[str, Any], name: str) -> Any:
    return next((fields[other] for other in FIELDS[name] if other in fields), None)

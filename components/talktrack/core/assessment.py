"""What the coach says about a segment of a call: the JSON that it is trained to write and that users get."""

from __future__ import annotations

from typing import Annotated

import msgspec

from talktrack.core.sales_labels import QUESTIONS

TASK = "assess"
LEVELS = range(1, 6)


class Assessment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The seller's skill from 1 to 5, the class of their questions that stands out, and what to do better."""

    skill_level: Annotated[int, msgspec.Meta(ge=1, le=5)]
    question_class: str
    suggestions: list[str] = msgspec.field(default_factory=list)


def written(assessment: Assessment) -> str:
    """Return the assessment as one line of JSON."""
    return msgspec.json.encode(assessment).decode()


def read(text: str) -> Assessment | None:
    """Return the assessment that a model wrote, or None when it is none: no JSON, other fields, unknown classes."""
    try:
        found = msgspec.json.decode(text, type=Assessment)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return None
    return found if found.question_class in QUESTIONS else None


def begun(level: int | None = None, question_class: str = "") -> str:
    """Return how `written` begins, up to the value of the first field that is not given."""
    if level is None:
        return '{"skill_level":'
    if not question_class:
        return f'{begun()}{level},"question_class":"'
    return f'{begun(level)}{question_class}","suggestions":["'


def choices(assessment: Assessment) -> list[tuple[str, str]]:
    """Return each field that has few possible values: how the assessment is begun before it, and the value."""
    level = assessment.skill_level
    return [(begun(), str(level)), (begun(level), assessment.question_class)]

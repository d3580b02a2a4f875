"""A conversation with everything that decides its examples, and how one of its examples is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from talktrack.core import prompts
from talktrack.core.conversation import UNKNOWN, Conversation, roles
from talktrack.core.ids import stable_id
from talktrack.core.prompts import Line
from talktrack.core.records import Analysis, Example, FeedbackEvent, SubjectScore

UNJUDGED = 0.5
POSITIVE = 0.5


@dataclass(frozen=True)
class Source:
    """One conversation, the split it belongs to, and what analysis and feedback know about it."""

    conversation: Conversation
    split: str
    weight: float = UNJUDGED
    analysis: Analysis | None = None
    labels: Sequence[FeedbackEvent] = field(default_factory=tuple)


@dataclass(frozen=True)
class Draft:
    """An example before it belongs to a conversation; `place` says where in it the completion stands."""

    path: str
    task: str
    prompt: str
    completion: str
    place: str
    weight: float | None = None


def weight_of(score: SubjectScore | None) -> float:
    """Return the weight of a subject's examples: confidence when it is liked, 1 - confidence when it is not."""
    if score is None:
        return UNJUDGED
    return score.confidence if score.score >= POSITIVE else 1.0 - score.confidence


def lines(conversation: Conversation) -> list[Line]:
    """Return the turns as dialogue lines, one per turn."""
    role = roles(conversation)
    return [Line(role.get(turn.speaker_id, UNKNOWN), turn.text) for turn in conversation.turns]


def segment(conversation: Conversation, start: int, end: int) -> list[Line]:
    """Return the lines of turns [start, end)."""
    return lines(conversation)[start:end]


def example(source: Source, draft: Draft) -> Example:
    """Return the example of a draft; equal prompt and completion have an equal id."""
    conversation = source.conversation
    return Example(
        id=stable_id("x", conversation.tenant, draft.path, draft.prompt, draft.completion),
        tenant=conversation.tenant,
        path=draft.path,
        task=draft.task,
        prompt=draft.prompt,
        completion=draft.completion,
        weight=source.weight if draft.weight is None else draft.weight,
        split=source.split,
        conversation_id=conversation.id,
        account_id=conversation.account_id,
        prompt_version=prompts.VERSION,
        provenance=f"{conversation.id}#{draft.place}",
        at=conversation.started_at,
    )

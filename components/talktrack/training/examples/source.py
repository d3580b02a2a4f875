"""A conversation with everything that decides its examples, and how one of its examples is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from talktrack.core import prompts
from talktrack.core.conversation import UNKNOWN, Conversation, roles
from talktrack.core.ids import stable_id
from talktrack.core.prompts import Line
from talktrack.core.records import Analysis, Example, FeedbackEvent, TurnLabel
from talktrack.core.tokens import named_before
from talktrack.training.examples.follow_ups import Mail
from talktrack.training.examples.judgement import UNJUDGED


@dataclass(frozen=True)
class Source:
    """One conversation, the split it belongs to, and what CRM, analysis and feedback know about it.

    `labels` are experts' skill levels of segments, `heard` what its turns are, by experts or else by classifiers,
    `titles` the jobs of CRM contacts, and `mails` those that the seller wrote soon after it.
    """

    conversation: Conversation
    split: str
    weight: float = UNJUDGED
    analysis: Analysis | None = None
    labels: Sequence[FeedbackEvent] = field(default_factory=tuple)
    heard: Sequence[TurnLabel] = field(default_factory=tuple)
    titles: Mapping[str, str] = field(default_factory=dict)
    mails: Sequence[Mail] = field(default_factory=tuple)


@dataclass(frozen=True)
class Draft:
    """An example before it belongs to a conversation; `place` says where in it the completion stands."""

    path: str
    task: str
    prompt: str
    completion: str
    place: str
    weight: float | None = None


def lines(conversation: Conversation) -> list[Line]:
    """Return the turns as dialogue lines, one per turn."""
    role = roles(conversation)
    return [Line(role.get(turn.speaker_id, UNKNOWN), turn.text) for turn in conversation.turns]


def segment(conversation: Conversation, start: int, end: int) -> list[Line]:
    """Return the lines of turns [start, end)."""
    return lines(conversation)[start:end]


def example(source: Source, draft: Draft) -> Example:
    """Return the example of a draft; equal prompt and completion have an equal id.

    What is to be said names nobody whom the prompt does not name.
    """
    conversation, completion = source.conversation, named_before(draft.completion, draft.prompt)
    return Example(
        id=identity(conversation.tenant, draft.path, draft.prompt, completion),
        tenant=conversation.tenant,
        path=draft.path,
        task=draft.task,
        prompt=draft.prompt,
        completion=completion,
        weight=source.weight if draft.weight is None else draft.weight,
        split=source.split,
        conversation_id=conversation.id,
        account_id=conversation.account_id,
        prompt_version=prompts.VERSION,
        provenance=f"{conversation.id}#{draft.place}",
        at=conversation.started_at,
    )


def identity(tenant: str, path: str, prompt: str, completion: str) -> str:
    """Return the id of an example."""
    return stable_id("x", tenant, path, prompt, completion)

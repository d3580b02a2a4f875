"""Roleplay: every turn of the prospect is something the model learns to say."""

from __future__ import annotations

from collections.abc import Iterator

from talktrack.core import prompts
from talktrack.core.conversation import PRACTICE, PROSPECT, Conversation
from talktrack.core.prompts import Scene
from talktrack.training.examples.source import Draft, Source, lines


def drafts(source: Source) -> Iterator[Draft]:
    """Yield one draft per prospect turn that says something; what the model played itself is not learnt again."""
    if source.conversation.channel == PRACTICE:
        return
    scene = scene_of(source.conversation)
    spoken = lines(source.conversation)
    for index, line in enumerate(spoken):
        if line.role == PROSPECT and line.text.strip():
            yield Draft(
                path="roleplay",
                task="turn",
                prompt=prompts.roleplay(scene, spoken[:index]),
                completion=prompts.completion(line.text),
                place=str(index),
            )


def scene_of(conversation: Conversation) -> Scene:
    """Return what is known about the prospect at the time of the conversation, never what came of it."""
    deal = conversation.deal
    if deal is None:
        return Scene()
    return Scene(industry=deal.industry or Scene.industry, stage=deal.stage)

"""Roleplay: every turn of the prospect is something the model learns to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from talktrack.core import prompts
from talktrack.core.conversation import PRACTICE, PROSPECT, Conversation, Participant
from talktrack.core.prompts import Scene
from talktrack.core.records import Analysis
from talktrack.training.examples.follow_ups import MAIL
from talktrack.training.examples.source import Draft, Source, lines

MOST_TURNS = 120
"""A conversation of more prospect turns gives only so many, spread over all of it: no call fills the set."""


def drafts(source: Source) -> Iterator[Draft]:
    """Yield one draft per prospect turn that says something; what the model played itself is not learnt again."""
    conversation = source.conversation
    if conversation.channel in {PRACTICE, MAIL}:
        return
    people = {person.id: person for person in conversation.participants}
    spoken = lines(conversation)
    targets = [i for i, line in enumerate(spoken) if line.role == PROSPECT and line.text.strip()]
    for index in spread(targets, MOST_TURNS):
        speaker = people.get(conversation.turns[index].speaker_id or "")
        scene = scene_of(conversation, source.analysis, speaker, source.titles)
        yield Draft(
            path="roleplay",
            task="turn",
            prompt=prompts.roleplay(scene, spoken[:index]),
            completion=prompts.completion(spoken[index].text),
            place=str(index),
        )


def spread(places: Sequence[int], most: int) -> list[int]:
    """Return at most so many places, evenly from the first to the last."""
    if len(places) <= most:
        return list(places)
    return [places[number * len(places) // most] for number in range(most)]


def scene_of(
    conversation: Conversation, analysis: Analysis | None, speaker: Participant | None, titles: Mapping[str, str]
) -> Scene:
    """Return what is known about the prospect at the time of the conversation, never what came of it.

    The job is the CRM's; traits and objections were heard in the call and belong to all prospects in it.
    """
    deal = conversation.deal
    return Scene(
        industry=(deal and deal.industry) or Scene.industry,
        stage=deal.stage if deal else Scene.stage,
        role=titles.get((speaker and speaker.crm_contact_id) or "", Scene.role),
        traits=analysis.traits if analysis else (),
        objections=analysis.objections if analysis else (),
    )

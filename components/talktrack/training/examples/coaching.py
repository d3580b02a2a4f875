"""Coach: assessments that an expert made of call segments, and answers that a passage holds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

import msgspec

from talktrack.core import prompts, statistics
from talktrack.core.conversation import PROSPECT, SELLER
from talktrack.core.records import FeedbackEvent
from talktrack.training.examples.source import Draft, Source, lines, segment

EXPERT_WEIGHT = 1.0
ANSWERS_PER_CONVERSATION = 2
FEWEST_ANSWER_WORDS = 4


def drafts(source: Source) -> Iterator[Draft]:
    """Yield the assessments, then some answers."""
    yield from (_assessment(source, label) for label in source.labels)
    yield from islice(_answers(source), ANSWERS_PER_CONVERSATION)


def _assessment(source: Source, label: FeedbackEvent) -> Draft:
    """Return what the expert said about a segment as the JSON that the coach must write."""
    conversation = source.conversation
    start, end = label.turn_start or 0, label.turn_end or len(conversation.turns)
    spoken = segment(conversation, start, end)
    verdict: dict[str, int | str] = {
        "skill_level": int(label.value or 0),
        "seller_questions": sum(line.text.count("?") for line in spoken if line.role == SELLER),
    }
    if label.text:
        verdict["suggestion"] = label.text
    return Draft(
        path="coach",
        task="assess",
        prompt=prompts.assess(statistics.figures(source.analysis), spoken),
        completion=prompts.completion(msgspec.json.encode(verdict).decode()),
        place=f"{start}-{end}",
        weight=EXPERT_WEIGHT,
    )


def _answers(source: Source) -> Iterator[Draft]:
    """Yield questions of the seller with the prospect's reply, beside the prospect's turn before it as a distractor."""
    previous: list[tuple[str, str]] = []
    for index, (asked, reply) in enumerate(pairwise(lines(source.conversation))):
        if asked.role != SELLER or reply.role != PROSPECT:
            continue
        passages = [*previous, (str(index + 1), reply.text)]
        previous = passages[-1:]
        if "?" in asked.text and len(reply.text.split()) >= FEWEST_ANSWER_WORDS:
            yield Draft(
                path="coach",
                task="answer",
                prompt=prompts.answer(f"What did the prospect say to: {asked.text}", passages),
                completion=prompts.completion(f"{reply.text} [{len(passages)}]"),
                place=str(index + 1),
            )

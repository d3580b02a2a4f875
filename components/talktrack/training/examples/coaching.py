"""Coach: assessments that an expert made of call segments, and follow-up mails that sellers wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from talktrack.core import assessment, call_figures, prompts
from talktrack.core.assessment import Assessment
from talktrack.core.records import FeedbackEvent, TurnLabel
from talktrack.core.sales_labels import POOR_TECHNIQUES, QUESTION, TECHNIQUE
from talktrack.training.examples.answers import answers
from talktrack.training.examples.judgement import EXPERT_WEIGHT, replied
from talktrack.training.examples.source import Draft, Source, lines

MOST_SUGGESTIONS = 1
ADVICE = {
    "early_pitch": "Ask once more before you show the product.",
    "feature_dump": "Show only what fits what the prospect said.",
    "argue": "Ask what is behind an objection.",
    "discount": "Talk about what the problem costs before the price.",
    "ignore": "Stay with an objection until it is met.",
    "vague_close": "End on a next step with a date.",
}
MISSING = {
    "consequence": "Ask what happens if nothing changes.",
    "problem_awareness": "Ask what does not work and whom it hurts.",
    "solution_awareness": "Ask how it would be if the problem were solved.",
}
PRAISE = "Keep asking what the problem means for the prospect."


def drafts(source: Source) -> Iterator[Draft]:
    """Yield the assessments, then some answers, then the mails that followed."""
    yield from (_assessment(source, label) for label in source.labels)
    yield from answers(source)
    yield from _follow_ups(source)


def _assessment(source: Source, label: FeedbackEvent) -> Draft:
    """Return what the expert said about a segment as the JSON that the coach must write."""
    spoken = lines(source.conversation)
    start, end = min(label.turn_start or 0, len(spoken)), min(label.turn_end or len(spoken), len(spoken))
    heard = [one for one in source.heard if start <= one.turn < end]
    figures = call_figures.figures(source.analysis, heard)
    said = Assessment(
        skill_level=min(5, max(1, round(label.value or 0))),
        question_class=call_figures.standing_out(heard),
        suggestions=[label.text] if label.text else suggestions(heard),
    )
    return Draft(
        path="coach",
        task="assess",
        prompt=prompts.assess(figures, spoken[start:end], call_figures.heard(heard)),
        completion=prompts.completion(assessment.written(said)),
        place=f"{start}-{end}",
        weight=EXPERT_WEIGHT,
    )


def suggestions(heard: Sequence[TurnLabel]) -> list[str]:
    """Return what to do better: about the poor techniques heard most, then about questions that were never asked."""
    if not heard:
        return []
    poor = Counter(one.label for one in heard if one.kind == TECHNIQUE and one.label in POOR_TECHNIQUES)
    asked = {one.label for one in heard if one.kind == QUESTION}
    worst = sorted(poor, key=lambda name: (-poor[name], name))
    found = [ADVICE[name] for name in worst] + [advice for name, advice in MISSING.items() if name not in asked]
    return found[:MOST_SUGGESTIONS] or [PRAISE]


def _follow_ups(source: Source) -> Iterator[Draft]:
    """Yield the mails after a call, answered ones with more weight; without any, the next step it ended on."""
    spoken = lines(source.conversation)
    stage = source.conversation.deal.stage if source.conversation.deal else prompts.UNKNOWN
    for mail in source.mails:
        weight = replied(source.weight) if mail.replied else source.weight
        yield _follow_up(prompts.draft(stage, spoken), mail.text, f"mail:{mail.conversation_id}", weight)
    agreed = [one.turn for one in source.heard if one.kind == TECHNIQUE and one.label == "next_step"]
    if not source.mails and agreed and 0 < agreed[-1] < len(spoken):
        said = spoken[agreed[-1]].text
        yield _follow_up(prompts.draft(stage, spoken[: agreed[-1]]), said, str(agreed[-1]), source.weight)


def _follow_up(prompt: str, text: str, place: str, weight: float) -> Draft:
    return Draft("coach", "draft", prompt, prompts.completion(text), place, weight)

"""What users said about single answers, out of the feedback events that store prompt and answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from talktrack.core.records import FeedbackEvent
from talktrack.training.evaluate.helpfulness import Judged
from talktrack.training.evaluate.questions import asked

_SHARES = {"thumbs": (-1.0, 1.0), "rating": (1.0, 5.0)}


def liked(events: Iterable[FeedbackEvent]) -> Iterator[Judged]:
    """Yield what ratings, thumbs and corrections say of an answer; a corrected answer is worse than its correction."""
    for event in events:
        if not event.prompt:
            continue
        question = asked(event.prompt)
        if event.answer and event.value is not None and event.kind in _SHARES:
            low, high = _SHARES[event.kind]
            yield Judged(question, event.answer, (event.value - low) / (high - low))
        if event.kind == "correction" and event.answer and event.text:
            yield Judged(question, event.answer, 0.0)
            yield Judged(question, event.text, 1.0)

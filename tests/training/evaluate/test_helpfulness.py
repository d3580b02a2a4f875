"""A reward learnt from corrections and ratings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from talktrack.core.records import FeedbackEvent
from talktrack.training.evaluate.helpfulness import Judged, RewardHead
from talktrack.training.evaluate.liked import liked
from tests.samples import WordEncoder

QUESTION = "what slows you down"
GOOD = [Judged(QUESTION, f"we move {noun} by hand", 1.0) for noun in ("orders", "claims", "leads", "bills", "boxes")]
BLAND = [Judged(QUESTION, f"sure whatever {noun}", 0.0) for noun in ("fine", "okay", "right", "yes", "well")]


def test_what_users_corrected_is_less_helpful_than_what_they_wrote() -> None:
    """Also for words that nobody corrected yet."""
    head = RewardHead.learnt([*GOOD, *BLAND], WordEncoder())
    assert head is not None
    good, bland = head.helpfulness([QUESTION] * 2, ["we move letters by hand", "sure whatever indeed"])

    assert good > 0.5 > bland


def test_silence_helps_nobody() -> None:
    """Whatever the head would say."""
    head = RewardHead.learnt([*GOOD, *BLAND], WordEncoder())
    assert head is not None

    assert head.helpfulness([QUESTION], [" "]) == [0.0]


@pytest.mark.parametrize("judged", [[], GOOD, [*GOOD, *BLAND[:4]]])
def test_too_few_judgements_teach_nothing(judged: list[Judged]) -> None:
    """Of either kind."""
    assert RewardHead.learnt(judged, WordEncoder()) is None


def _event(kind: str, **fields: object) -> FeedbackEvent:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return FeedbackEvent(id="f", tenant="acme", subject="i", kind=kind, at=at, **fields)  # type: ignore[arg-type]


def test_events_with_prompt_and_answer_are_judgements() -> None:
    """A rating says how good, a correction says what is better."""
    prompt = "<|coach|>\ntask: answer\n[1] a\nquestion: why?\n<|answer|>"
    events = [
        _event("rating", value=5.0, prompt=prompt, answer="so"),
        _event("thumbs", value=-1.0, prompt=prompt, answer="no"),
        _event("correction", prompt=prompt, answer="no", text="yes"),
        _event("rating", value=5.0, prompt=prompt),
        _event("comment", text="hm"),
    ]

    assert list(liked(events)) == [
        Judged("why?", "so", 1.0),
        Judged("why?", "no", 0.0),
        Judged("why?", "no", 0.0),
        Judged("why?", "yes", 1.0),
    ]

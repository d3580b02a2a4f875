"""Answers to questions about a call: the passage that holds it is cited, and a question without one is not known."""

from __future__ import annotations

import re

import msgspec
import pytest

from talktrack.core.conversation import PRACTICE, Turn
from talktrack.core.prompts import NOT_KNOWN
from talktrack.core.records import TurnLabel
from talktrack.training.examples.answers import MOST_ANSWERS, MOST_UNKNOWN, PASSAGES, answers
from talktrack.training.examples.source import Source
from tests.training.samples import make_conversation

WHAT = ("paper", "phone", "truck", "mail", "dock", "yard")
REPLIES = [f"It is the {word} that keeps all of us busy." for word in WHAT]
TURNS = [
    turn
    for number, reply in enumerate(REPLIES)
    for turn in (Turn(speaker_id="s", text=f"And what about number {number}?"), Turn(speaker_id="p", text=reply))
]
CALL = msgspec.structs.replace(make_conversation(1), turns=TURNS)
HEARD = [TurnLabel(turn=4, kind="question", label="consequence", confidence=1.0)]


def _told(prompt: str) -> list[str]:
    return re.findall(r"^\[\d\] (.+)$", prompt, re.MULTILINE)


def test_a_known_answer_quotes_the_passage_that_it_cites() -> None:
    """Among others of the same call, at any place."""
    found = [draft for draft in answers(Source(CALL, "train")) if NOT_KNOWN not in draft.completion]

    assert len(found) == MOST_ANSWERS
    for draft in found:
        said, place = re.fullmatch(r" (.+) \[(\d)\]<\|end\|>", draft.completion).groups()  # type: ignore[union-attr]
        assert _told(draft.prompt)[int(place) - 1] == said
        assert len(set(_told(draft.prompt))) == PASSAGES


def test_what_no_passage_holds_is_not_known() -> None:
    """The reply to the question is in none of them."""
    found = [draft for draft in answers(Source(CALL, "train")) if NOT_KNOWN in draft.completion]

    assert len(found) == MOST_UNKNOWN
    assert TURNS[int(found[0].place.removesuffix("?"))].text not in _told(found[0].prompt)


def test_what_was_heard_asks_as_a_coach_would() -> None:
    """A seller's words are asked about only where nothing was heard; no other passage answers the same question."""
    also = TurnLabel(turn=6, kind="question", label="consequence", confidence=1.0)
    found = list(answers(Source(CALL, "train", heard=[*HEARD, also])))
    asked = [draft for draft in found if "question: What happens for the prospect if nothing changes?" in draft.prompt]

    assert asked
    assert all({REPLIES[2], REPLIES[3]} - set(_told(draft.prompt)) for draft in asked)


@pytest.mark.parametrize("changes", [{"channel": PRACTICE}, {"turns": TURNS[:1]}, {"turns": []}])
def test_some_conversations_answer_nothing(changes: dict[str, object]) -> None:
    """What a model played, and what holds no reply."""
    assert not list(answers(Source(msgspec.structs.replace(CALL, **changes), "train")))

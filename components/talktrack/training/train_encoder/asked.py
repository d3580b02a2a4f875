"""Questions and answers of a conversation: what a tenant's own calls teach about what belongs together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from talktrack.core.conversation import Turn
from talktrack.core.ports import TextPair

FEWEST_WORDS = 3
TURNS_AROUND = 8


def pairs_of(turns: Sequence[Turn]) -> Iterator[TextPair]:
    """Yield each question with its answer, and up to `TURNS_AROUND` spoken turns on either side."""
    places = _places(turns)
    texts = [turns[place].text for place in places]
    for question, answer in asked(turns):
        first = bisect_left(places, question)
        before, behind = texts[max(0, first - TURNS_AROUND) : first], texts[first + 2 : first + 2 + TURNS_AROUND]
        yield TextPair(turns[question].text, turns[answer].text, tuple(before), tuple(behind))


def asked(turns: Sequence[Turn]) -> Iterator[tuple[int, int]]:
    """Yield the places of each question and of the answer to it.

    A question is a turn that ends with a question mark. The next spoken turn answers it, unless the same speaker goes
    on or one of both is shorter than `FEWEST_WORDS` words, as a greeting or a "yes" is: that belongs to any question.
    """
    for question, answer in pairwise(_places(turns)):
        if _is_question(turns[question]) and _answers(turns[question], turns[answer]):
            yield question, answer


def _places(turns: Sequence[Turn]) -> list[int]:
    return [place for place, turn in enumerate(turns) if turn.text.strip()]


def _is_question(turn: Turn) -> bool:
    return turn.text.rstrip().endswith("?") and _is_telling(turn)


def _answers(question: Turn, answer: Turn) -> bool:
    another = question.speaker_id is None or question.speaker_id != answer.speaker_id
    return another and _is_telling(answer)


def _is_telling(turn: Turn) -> bool:
    return len(turn.text.split()) >= FEWEST_WORDS

"""The held-out questions: what each asks, which turns answer it, and the texts in which they are looked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from talktrack.core.conversation import Conversation
from talktrack.core.ports import Passage
from talktrack.training.train_encoder.asked import asked

CONTEXT_TURNS = 1
"""Turns before and behind that a turn's vector holds, as in the index."""


@dataclass(frozen=True)
class Question:
    """A question of a conversation, and the places of the chunks that answer it."""

    text: str
    conversation_id: str
    relevant: frozenset[int]


@dataclass(frozen=True)
class Exam:
    """Questions, and the turn chunks of all held-out conversations in three forms.

    `texts` holds each turn with the turns around it, `passages` each conversation whole. The questions that are asked
    are taken out of both, because a question would find itself.
    """

    questions: list[Question] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)


def drawn_up(conversations: Iterable[Conversation]) -> Exam:
    """Return the exam of some conversations.

    The same question may be asked in several of them, and the same answer given: whatever answers it once is right.
    """
    exam = Exam()
    found: list[tuple[str, str, str]] = []
    places: dict[str, set[int]] = defaultdict(set)
    for conversation in conversations:
        pairs = list(asked(conversation.turns))
        hidden = {question for question, _ in pairs}
        shown = [p for p, turn in enumerate(conversation.turns) if turn.text.strip() and p not in hidden]
        lines = [conversation.turns[place].text for place in shown]
        for place, line in enumerate(lines, start=len(exam.texts)):
            places[_told(line)].add(place)
        texts = conversation.turns
        found += [(texts[q].text, texts[a].text, conversation.id) for q, a in pairs if a not in hidden]
        exam.texts.extend(_in_context(lines))
        exam.passages.append(_passage(lines))
    answers: dict[str, set[int]] = defaultdict(set)
    for question, answer, _ in found:
        answers[_told(question)] |= places[_told(answer)]
    exam.questions.extend(Question(q, conversation, frozenset(answers[_told(q)])) for q, _, conversation in found)
    return exam


def contexts(count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return for each of `count` turns the first of its context and the end of it."""
    places = np.arange(count)
    return np.maximum(places - CONTEXT_TURNS, 0), np.minimum(places + CONTEXT_TURNS + 1, count)


def _in_context(lines: Sequence[str]) -> Iterator[str]:
    for first, end in zip(*contexts(len(lines)), strict=True):
        yield "\n".join(lines[first:end])


def _passage(lines: Sequence[str]) -> Passage:
    starts = np.cumsum([0, *(len(line) + 1 for line in lines)])[:-1].tolist()
    spans = [(start, start + len(line)) for start, line in zip(starts, lines, strict=True)]
    return Passage("\n".join(lines), starts, spans)


def _told(text: str) -> str:
    """Return what makes two turns the same."""
    return " ".join(text.lower().split())

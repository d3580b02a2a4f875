"""The judges of one path's golden rows: all that is measured on what a side said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from talktrack.core.assessment import TASK
from talktrack.core.ports import Encoder
from talktrack.core.records import Example
from talktrack.training.evaluate import assessing
from talktrack.training.evaluate.accuracy import accuracy
from talktrack.training.evaluate.coherence import OrderModel
from talktrack.training.evaluate.helpfulness import Judged, RewardHead
from talktrack.training.evaluate.lessons import Lessons, plain
from talktrack.training.evaluate.measures import Scores
from talktrack.training.evaluate.questions import asked
from talktrack.training.evaluate.relevance import Relevance, Said
from talktrack.training.evaluate.rouge import rouge_l

GROUNDED = frozenset({"answer", "draft"})
"""Tasks whose facts must stand in the prompt; who plays a prospect may make numbers up."""


class Judge(Protocol):
    """Somebody else's opinion, such as that of a large language model."""

    def judged(self, prompts: Sequence[str], answers: Sequence[str]) -> list[float | None]:
        """Return how good each answer is, in [0, 1]; None where no opinion could be had."""
        ...


@dataclass(frozen=True)
class Judges:
    """Who judges: the pinned encoder, what users said about answers, and a judge that can be asked."""

    encoder: Encoder
    liked: Sequence[Judged] = ()
    judge: Judge | None = None


class Panel:
    """Judges what is said to some golden rows; every side is held to the same measure."""

    def __init__(self, rows: Sequence[Example], lessons: Lessons, judges: Judges) -> None:
        self._rows = rows
        self._questions = [asked(row.prompt) for row in rows]
        self._references = [plain(row.completion) for row in rows]
        conversations = [row.conversation_id for row in rows]
        said = map(Said, self._questions, self._references, conversations)
        self._relevance = Relevance(list(said), judges.encoder)
        self._order = OrderModel.learnt(lessons.said)
        golden = set(self._questions)
        liked = [one for one in judges.liked if one.question not in golden]
        self._reward = RewardHead.learnt([*lessons.judged, *liked], judges.encoder)
        self._judge = judges.judge

    def scores(self, said: Sequence[str]) -> dict[str, Scores]:
        """Return one value a row by measure; assessments are judged by what they say, not by how."""
        spoken = [row.task != TASK for row in self._rows]
        found: dict[str, Scores] = {
            "relevance": _only(spoken, self._relevance.of(said)),
            "accuracy": [self._accuracy(place, text) for place, text in enumerate(said)],
            "rouge_l": rouge_l(list(zip(self._references, said, strict=True))),
            **assessing.scores(self._rows, said),
        }
        if self._order:
            told = [self._order.coherence(*pair) for pair in zip(self._questions, said, strict=True)]
            found["coherence"] = _only(spoken, told)
        if self._reward:
            found["helpfulness"] = _only(spoken, self._reward.helpfulness(self._questions, said))
        if self._judge:
            found["judged"] = self._judge.judged([row.prompt for row in self._rows], said)
        return found

    def agreement(self, said: Sequence[str]) -> Mapping[str, float]:
        """Return how far all assessments together agree with the experts."""
        return assessing.agreement(self._rows, said)

    def _accuracy(self, place: int, text: str) -> float | None:
        row = self._rows[place]
        return accuracy(row.prompt, text, self._references[place]) if row.task in GROUNDED else None


def _only(wanted: Sequence[bool], values: Scores) -> Scores:
    return [value if want else None for want, value in zip(wanted, values, strict=True)]

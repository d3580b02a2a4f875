"""What the judges learn from the training rows of one path, read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from talktrack.core.ids import stable_id
from talktrack.core.prompts import END
from talktrack.core.records import Example
from talktrack.training.evaluate.few_shot import shots
from talktrack.training.evaluate.helpfulness import Judged
from talktrack.training.evaluate.leaks import TrainingMemory
from talktrack.training.evaluate.questions import asked

MOST_TEXTS = 1500
TRAIN = "train"


@dataclass(frozen=True)
class Lessons:
    """Texts that people said to questions, judged answers, examples to show by task, and what could be leaked."""

    said: Sequence[tuple[str, str]]
    judged: Sequence[Judged]
    shots: dict[str, list[Example]]
    memory: TrainingMemory


def learnt_from(rows: Iterable[Example], path: str, most: int = MOST_TEXTS) -> Lessons:
    """Return the lessons of a path's training rows, of which at most `most` are kept, the same ones in every run."""
    training = [row for row in rows if row.path == path and row.split == TRAIN]
    kept = nsmallest(most, training, key=lambda row: stable_id("lesson", row.id))
    return Lessons(
        said=[(asked(row.prompt), plain(row.completion)) for row in kept],
        judged=[one for row in training if row.rejected for one in _corrected(row)],
        shots=shots(training, path),
        memory=TrainingMemory.of(training),
    )


def plain(completion: str) -> str:
    """Return what a completion says, without its end."""
    return completion.removesuffix(END).strip()


def _corrected(row: Example) -> Iterator[Judged]:
    question = asked(row.prompt)
    yield Judged(question, plain(row.completion), 1.0)
    yield Judged(question, plain(row.rejected), 0.0)

"""One path's contest: the base, the base with examples, the champion and the candidate answer the same golden rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from talktrack.core.bootstrap import Draws, Interval, paired_interval
from talktrack.core.ports import AnsweringModel, Weighted
from talktrack.core.records import Example
from talktrack.training.evaluate.few_shot import shown
from talktrack.training.evaluate.lessons import Lessons
from talktrack.training.evaluate.measures import MEASURES, Measure, Scores, differences
from talktrack.training.evaluate.panel import Panel

CANDIDATE, CHAMPION, BASE, FEW_SHOT = "candidate", "champion", "base", "few_shot"


@dataclass(frozen=True)
class Contestants:
    """Where the candidate's and the champion's adapter of a path lie; no champion means the bare base."""

    path: str
    candidate: Path
    digest: str
    champion: Path | None = None


@dataclass(frozen=True)
class Answers:
    """What one side said to each row, and its scores by measure."""

    said: Sequence[str]
    scores: Mapping[str, Scores]
    agreement: Mapping[str, float] = field(default_factory=dict)

    @property
    def means(self) -> dict[str, float]:
        """Return the mean of each measure over the rows that have it."""
        known = {name: [value for value in values if value is not None] for name, values in self.scores.items()}
        return {name: float(np.mean(values)) for name, values in known.items() if values} | dict(self.agreement)


class Jury:
    """Lets sides answer with one model, and the panel judge them."""

    def __init__(self, model: AnsweringModel, panel: Panel, rows: Sequence[Example], max_new_tokens: int) -> None:
        self._model = model
        self._panel = panel
        self._rows = rows
        self._max_new_tokens = max_new_tokens

    def all_sides(self, contest: Contestants, lessons: Lessons) -> dict[str, Answers]:
        """Return the answers of every side; without a champion the bare base is the champion."""
        prompts = [row.prompt for row in self._rows]
        base = self._answers(prompts, "")
        helped = [shown(row, lessons.shots.get(row.task, ())) for row in self._rows]
        return {
            BASE: base,
            FEW_SHOT: self._answers(helped, ""),
            CHAMPION: self._adapted(f"champion-{contest.path}", contest.champion) if contest.champion else base,
            CANDIDATE: self._adapted(f"candidate-{contest.path}", contest.candidate),
        }

    def _adapted(self, name: str, adapter: Path) -> Answers:
        self._model.load_adapter(name, adapter)
        return self._answers([row.prompt for row in self._rows], name)

    def _answers(self, prompts: Sequence[str], adapter: str) -> Answers:
        """Let one adapter, or the bare base, answer all rows in batches."""
        asked = [Weighted(prompt, row.completion) for prompt, row in zip(prompts, self._rows, strict=True)]
        losses: dict[str, Scores] = {"loss": self._model.losses(asked, adapter)}
        said = self._model.generate(prompts, adapter, self._max_new_tokens)
        return Answers(said, losses | self._panel.scores(said), self._panel.agreement(said))


def gain(measure: Measure, one: Answers, other: Answers, conversations: Sequence[str], draws: Draws) -> Interval | None:
    """Return by how much one side is better in a measure, or None where no row has it on both sides."""
    if measure.name not in one.scores or measure.name not in other.scores:
        return None
    gained, places = differences(measure, one.scores[measure.name], other.scores[measure.name])
    return paired_interval(gained, [conversations[place] for place in places], draws) if gained else None


def gains(
    sides: tuple[Answers, Answers], conversations: Sequence[str], draws: Mapping[str, Draws], places: Sequence[int] = ()
) -> dict[str, Interval]:
    """Return the first side's gains over the second by measure, at some rows only where `places` are given.

    `draws` says for each part (see `measures`) how many intervals are judged together.
    """
    chosen = [_picked(side, places) if places else side for side in sides]
    clusters = [conversations[place] for place in places] if places else conversations
    found = {
        one.gain: gain(one, chosen[0], chosen[1], clusters, draws[one.part]) for one in MEASURES if one.part in draws
    }
    return {name: interval for name, interval in found.items() if interval is not None}


def _picked(side: Answers, places: Sequence[int]) -> Answers:
    scores: dict[str, Scores] = {name: [values[place] for place in places] for name, values in side.scores.items()}
    return Answers([side.said[place] for place in places], scores)

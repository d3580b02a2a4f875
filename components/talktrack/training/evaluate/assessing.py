"""Assessments that the coach wrote, beside the expert's: is it one, and does it agree?"""

from __future__ import annotations

from collections.abc import Sequence

from talktrack.core import prompts
from talktrack.core.assessment import TASK, Assessment, read
from talktrack.core.records import Example
from talktrack.training.evaluate.agreement import LEVELS, mean_absolute_error, spearman, weighted_kappa
from talktrack.training.evaluate.measures import Scores

Pairs = Sequence[tuple[Assessment, Assessment | None]]


def scores(rows: Sequence[Example], said: Sequence[str]) -> dict[str, Scores]:
    """Return validity and agreement of each assessment in [0, 1]; None for rows of other tasks.

    An answer that is no assessment agrees with nothing. A level that is off by d agrees 1 - d / 4.
    """
    pairs = [_pair(row, text) for row, text in zip(rows, said, strict=True)]
    return {
        "valid_json": [None if pair is None else float(pair[1] is not None) for pair in pairs],
        "skill_agreement": [None if pair is None else _levels_agree(*pair) for pair in pairs],
        "question_agreement": [None if pair is None else _classes_agree(*pair) for pair in pairs],
    }


def agreement(rows: Sequence[Example], said: Sequence[str]) -> dict[str, float]:
    """Return weighted kappa, Spearman's correlation and mean error of skill levels, over valid assessments."""
    pairs = [pair for row, text in zip(rows, said, strict=True) if (pair := _pair(row, text)) is not None]
    expert = [right.skill_level for right, found in pairs if found is not None]
    other = [found.skill_level for _, found in pairs if found is not None]
    values = {
        "skill_kappa": weighted_kappa(expert, other),
        "skill_spearman": spearman(expert, other),
        "skill_mean_error": mean_absolute_error(expert, other),
    }
    return {name: value for name, value in values.items() if value is not None}


def _pair(row: Example, said: str) -> tuple[Assessment, Assessment | None] | None:
    """Return the expert's assessment with the model's; None where the row has none."""
    if row.task != TASK:
        return None
    right = read(prompts.said(row.completion))
    return None if right is None else (right, read(said.strip()))


def _levels_agree(right: Assessment, found: Assessment | None) -> float:
    return 0.0 if found is None else 1 - abs(right.skill_level - found.skill_level) / (LEVELS - 1)


def _classes_agree(right: Assessment, found: Assessment | None) -> float:
    return float(found is not None and right.question_class == found.question_class)

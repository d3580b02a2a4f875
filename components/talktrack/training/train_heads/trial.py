"""One head on trial: trained, calibrated, and judged on accounts that it never saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from talktrack.core.bootstrap import Draws, Interval, paired_interval
from talktrack.core.effectiveness import LEVELS, level_of
from talktrack.core.heads import SKILL, Fitted, Head, HeadFitter, Judge, temperature_of
from talktrack.core.sales_rules import RULES
from talktrack.core.weighted_kappa import weighted_kappa
from talktrack.training.train_heads.figures import Judged, calibration_error, gained, macro_f1
from talktrack.training.train_heads.gate import KEPT, Verdict, decided, too_few, unproven
from talktrack.training.train_heads.lessons import Lesson
from talktrack.training.train_heads.material import CALIBRATE, EXAM, TRAIN

DIGITS = 6
TOGETHER = 4
"""Heads that are judged in one run: their intervals hold together with 95 %."""


@dataclass(frozen=True)
class Trial:
    """What came of one head: the verdict, its figures, and the head where it is kept."""

    kind: str
    verdict: Verdict
    figures: dict[str, float]
    head: Head | None = None


def tried(kind: str, lesson: Lesson, fitter: HeadFitter, before: str, least: int) -> Trial:
    """Train one head and compare it with what judges today."""
    train, exam = lesson.on(TRAIN), lesson.on(EXAM)
    figures = {"labels": float(len(train.right)), "held_out": float(len(exam.right))}
    if len(train.right) < least or len(set(train.right)) < 2 or not exam.right:  # noqa: PLR2004 - two can be told apart
        return Trial(kind, too_few(kind, len(train.right), least), figures)
    head = _trained(kind, lesson, fitter)
    gain, measured = (_of_skill if kind == SKILL else _of_turns)(Judge(head), exam)
    measure = "mean error of the level, less" if kind == SKILL else "macro-F1"
    verdict = decided(kind, gain, before, measure)
    figures |= {name: round(value, DIGITS) for name, value in measured.items()}
    return Trial(kind, verdict, figures, _with(head, figures) if verdict.name == KEPT else None)


def transferred(kind: str, lesson: Lesson, fitter: HeadFitter, before: str, least: int) -> Trial:
    """Train one head on what a starter hears; where experts cannot judge it, it serves only in the place of rules."""
    train, exam = lesson.on(TRAIN), lesson.on(EXAM)
    if len(set(exam.accounts)) >= Draws(together=TOGETHER).fewest or before != RULES:
        return tried(kind, lesson, fitter, before, least)
    figures = {"labels": 0.0, "heard_by_starter": float(len(train.right)), "held_out": float(len(exam.right))}
    if len(train.right) < least or len(set(train.right)) < 2:  # noqa: PLR2004 - two can be told apart
        return Trial(kind, too_few(kind, len(train.right), least), figures)
    temperature = _trained(kind, lesson, fitter).temperature
    heard = lesson.where([side != EXAM for side in lesson.sides])
    head = _head(kind, fitter.fit(heard.matrix, heard.right), temperature)
    return Trial(kind, unproven(kind, len(heard.right)), figures, _with(head, figures))


def _trained(kind: str, lesson: Lesson, fitter: HeadFitter) -> Head:
    train = lesson.on(TRAIN)
    fitted = fitter.fit(train.matrix, train.right)
    return _head(kind, fitted, _temperature(fitted, lesson.on(CALIBRATE)))


def _with(head: Head, figures: dict[str, float]) -> Head:
    return replace(head, figures=figures)


def _head(kind: str, fitted: Fitted, temperature: float) -> Head:
    return Head(
        kind=kind,
        classes=list(fitted.classes),
        weights=np.round(fitted.weights, DIGITS).tolist(),
        bias=np.round(fitted.bias, DIGITS).tolist(),
        temperature=temperature,
    )


def _temperature(fitted: Fitted, fold: Lesson) -> float:
    return temperature_of(fitted.scores(fold.matrix), fitted.classes, fold.right) if fold.right else 1.0


def _of_turns(judge: Judge, exam: Lesson) -> tuple[Interval, dict[str, float]]:
    found = judge.labels(exam.matrix)
    judged = Judged(exam.right, [label for label, _ in found], [sure for _, sure in found], exam.accounts)
    gain = gained(judged, exam.today, Draws(together=TOGETHER))
    return gain, {
        "macro_f1": macro_f1(exam.right, judged.heard),
        "macro_f1_before": macro_f1(exam.right, exam.today),
        "calibration_error": calibration_error(judged),
        "temperature": judge.head.temperature,
    }


def _of_skill(judge: Judge, exam: Lesson) -> tuple[Interval, dict[str, float]]:
    """Compare expected levels with those of experts; `today` holds effectiveness as found today."""
    levels = np.array([float(name) for name in judge.head.classes])
    found = judge.probabilities(exam.matrix) @ levels
    right = np.array([float(level) for level in exam.right])
    before = 1 + np.array([float(value) for value in exam.today]) * (LEVELS - 1)
    gain = paired_interval(
        (np.abs(before - right) - np.abs(found - right)).tolist(), exam.accounts, Draws(together=TOGETHER)
    )
    experts = [int(level) for level in exam.right]
    return gain, {
        "weighted_kappa": weighted_kappa(experts, [round(value) for value in found.tolist()]),
        "weighted_kappa_before": weighted_kappa(experts, [level_of(float(value)) for value in exam.today]),
    }

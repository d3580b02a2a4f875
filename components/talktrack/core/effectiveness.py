"""How well a seller communicates in a call, in [0, 1]: by what experts say of such calls, or by a plain formula."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from talktrack.core.heads import Features, Judge
from talktrack.core.records import Analysis
from talktrack.core.sales_labels import GOOD_TECHNIQUES, LABELS, POOR_TECHNIQUES, QUESTION, TECHNIQUE

LEVELS = 5
DEEP = frozenset({"problem_awareness", "solution_awareness", "consequence"})
ASKED = DEEP | {"situation"}
_FIGURES = (
    ("talk_ratio", 1.0),
    ("longest_monologue_s", 60.0),
    ("longest_customer_story_s", 60.0),
    ("interactivity_per_min", 5.0),
    ("patience_s", 1.0),
    ("question_rate_per_h", 100.0),
    ("interruptions_per_h", 10.0),
    ("follow_up_rate", 1.0),
    ("paraphrase_rate", 1.0),
    ("objections_met_rate", 1.0),
)


def call_features(analysis: Analysis) -> Features:
    """Return one row about a whole call: how often each label occurs, its statistics, and which are unknown."""
    heard = [(one.kind, one.label) for one in analysis.labels]
    shares = [
        heard.count((kind, label)) / max(analysis.turns, 1) * 10
        for kind in (QUESTION, TECHNIQUE)
        for label in LABELS[kind]
    ]
    values = [(getattr(analysis, name), scale) for name, scale in _FIGURES]
    told = [0.0 if value is None else value / scale for value, scale in values]
    known = [float(value is not None) for value, _ in values]
    return np.array([*shares, *told, *known, _formula(analysis) or 0.5], dtype=np.float32)


def effectiveness(analysis: Analysis, judge: Judge | None = None) -> float | None:
    """Return the expected level over its range where a head was trained, else the formula; None: nothing was heard."""
    if judge is None or not analysis.turns:
        return _formula(analysis)
    shares = judge.probabilities(call_features(analysis)[None])[0]
    levels = np.array([float(name) for name in judge.head.classes])
    return float((shares @ levels - 1) / (LEVELS - 1))


def level_of(value: float) -> int:
    """Return the skill level from 1 to 5 that is nearest."""
    return round(1 + value * (LEVELS - 1))


def _formula(analysis: Analysis) -> float | None:
    """Mean of three shares: good among good and poor techniques, deep among questions asked, objections met."""
    techniques = [one.label for one in analysis.labels if one.kind == TECHNIQUE]
    asked = [one.label for one in analysis.labels if one.kind == QUESTION and one.label in ASKED]
    good = [label in GOOD_TECHNIQUES for label in techniques if label in GOOD_TECHNIQUES | POOR_TECHNIQUES]
    parts = [_share(good), _share(label in DEEP for label in asked), analysis.objections_met_rate]
    known = [part for part in parts if part is not None]
    return sum(known) / len(known) if known else None


def _share(hits: Iterable[bool]) -> float | None:
    listed = list(hits)
    return sum(listed) / len(listed) if listed else None

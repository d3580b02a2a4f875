"""What the evaluation page shows, as plain figures."""

from __future__ import annotations

from collections.abc import Sequence

from talktrack.training.evaluate.contest import BASE, CANDIDATE, CHAMPION, FEW_SHOT
from talktrack.training.evaluate.leaks import KINDS
from talktrack.training.evaluate.record import Evaluation

SIDES = (BASE, FEW_SHOT, CHAMPION, CANDIDATE)
NO_VALUE = "–"
SHOWN = (
    "loss", "relevance", "accuracy", "coherence", "helpfulness", "valid_json", "skill_agreement", "skill_kappa",
    "skill_spearman", "skill_mean_error", "question_agreement", "judged", "rouge_l",
)  # fmt: skip

COMPARISON = ("path", "measure", "base", "base with examples", "champion", "candidate")
OTHERS = ("path", "measure", "against, or in which group against the champion", "gain", "low", "high", "conversations")

Cell = str | float
PageTable = tuple[str, tuple[str, ...], Sequence[Sequence[Cell]]]


def headline(found: Evaluation) -> dict[str, str | float | int]:
    """Return the facts on top of the page."""
    facts: dict[str, str | float | int] = {"verdict": found.verdict, "against": found.champion or "the base"}
    facts |= {f"golden rows, {path}": int(found.metrics.get(f"{path}_golden", 0)) for path in sorted(found.adapters)}
    return facts | {"answers that leak": int(sum(row[2] for row in leaks(found))), "judge": found.encoder_version}


def because(found: Evaluation) -> str:
    """Return the reasons of the verdict as a sentence."""
    return f"Because {'; '.join(found.reasons)}."


def comparison(found: Evaluation) -> list[tuple[Cell, ...]]:
    """Return path, measure, and the mean of the base, the base with examples, the champion and the candidate."""
    rows = []
    for path in sorted(found.adapters):
        for measure in SHOWN:
            values = [found.metrics.get(_name(path, side, measure)) for side in SIDES]
            if any(value is not None for value in values):
                rows.append((path, measure, *(NO_VALUE if value is None else value for value in values)))
    return rows


def gains(found: Evaluation) -> tuple[str, list[str], list[float], list[float], list[float]]:
    """Return the title and the columns of the plot of gains: names, means, lows and highs."""
    names = sorted(found.intervals)
    means, lows, highs = ([found.intervals[name][place] for name in names] for place in range(3))
    return "Gains of the candidate over the champion", names, means, lows, highs


def relevances(found: Evaluation) -> tuple[str, list[str], list[float]]:
    """Return the title, the labels and the mean relevances of every side and path, for the plot."""
    named = [
        (path, side, found.metrics.get(_name(path, side, "relevance"))) for path in found.adapters for side in SIDES
    ]
    known = [(f"{path}, {side}", value) for path, side, value in named if value is not None]
    return "Relevance; chance is 0.5", [label for label, _ in known], [value for _, value in known]


def tables(found: Evaluation) -> list[PageTable]:
    """Return the tables at the end of the page: title, headers, rows."""
    return [
        ("Leaks in the candidate's answers", ("path", "kind", "answers"), leaks(found)),
        ("Gains over the base, the base with examples, and by stage and industry", OTHERS, others(found)),
    ]


def others(found: Evaluation) -> list[tuple[Cell, ...]]:
    """Return path, measure, against whom or in which group, gain, its ends, and the number of conversations."""
    return [
        (one.path, one.measure, one.group or one.against, one.mean, one.low, one.high, one.conversations)
        for one in found.compared
    ]


def leaks(found: Evaluation) -> list[tuple[str, str, float]]:
    """Return path, kind of leak, and in how many of the candidate's answers it was found."""
    counts = [(path, kind, found.metrics.get(f"{path}_leaked_{kind}")) for path in found.adapters for kind in KINDS]
    return [(path, kind, count) for path, kind, count in counts if count is not None]


def _name(path: str, side: str, measure: str) -> str:
    return f"{path}_{measure}" if side == CANDIDATE else f"{path}_{side}_{measure}"

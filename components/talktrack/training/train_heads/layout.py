"""What the page says about a training of heads."""

from __future__ import annotations

from talktrack.training.train_heads.step import Result

HEADERS = (
    "head",
    "verdict",
    "labels",
    "held out",
    "macro-F1",
    "before",
    "calibration error",
    "weighted kappa",
    "before",
)
COLUMNS = (
    "labels",
    "held_out",
    "macro_f1",
    "macro_f1_before",
    "calibration_error",
    "weighted_kappa",
    "weighted_kappa_before",
)


def rows(result: Result) -> list[tuple[str | float, ...]]:
    """Return a row for each head; what was not measured is empty."""
    return [(one.kind, one.verdict.name, *(one.figures.get(name, "") for name in COLUMNS)) for one in result.trials]


def reasons(result: Result) -> str:
    """Return why each head was kept or not."""
    return "; ".join(one.verdict.reason for one in result.trials) + "."

"""What the page shows, as plain data: the worst first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from talktrack.core.findings import DRIFTED, INCONCLUSIVE, Finding
from talktrack.operations.drift.features import Columns
from talktrack.operations.drift.sketch import NumberSketch
from talktrack.operations.drift.step import Look

OVERLAYS = 3
PLOT_BINS = 24
HEADERS = ("feature", "verdict", "severity", "PSI", "expected", "excess", "KL", "W1 in sd", "adjusted p", "why")

Value = str | float | int


class Overlay(NamedTuple):
    """One number then and now: bin borders, and the shares of reference and window in each bin."""

    name: str
    edges: list[float]
    shares: dict[str, list[float]]


def headline(look: Look) -> dict[str, Value]:
    """Return what to look at first."""
    items = look.findings.items
    return {
        "severity": look.findings.severity,
        "drifted": sum(finding.verdict == DRIFTED for finding in items),
        "watched": len(items),
        "inconclusive": sum(finding.verdict == INCONCLUSIVE for finding in items),
        "conversations in the window": len(look.columns.ids),
        "without a date, not looked at": look.columns.undated,
        "in the reference": look.reference.conversations if look.reference else 0,
    }


def rows(findings: Sequence[Finding]) -> list[tuple[Value, ...]]:
    """Return one table row per finding."""
    names = ("psi", "expected", "excess", "kl", "wasserstein_sd", "p_adjusted")
    return [
        (
            finding.name,
            finding.verdict,
            finding.severity,
            *(finding.figures.get(name, "") for name in names),
            finding.reason,
        )
        for finding in findings
    ]


def bars(findings: Sequence[Finding]) -> tuple[list[str], list[float]]:
    """Return names and PSI excess of what could be judged."""
    judged = [finding for finding in findings if "excess" in finding.figures]
    return [finding.name for finding in judged], [finding.figures["excess"] for finding in judged]


def overlays(look: Look) -> list[Overlay]:
    """Return then and now of the numbers that moved most."""
    sketches = {sketch.name: sketch for sketch in look.reference.numbers} if look.reference else {}
    moved = [finding.name for finding in look.findings.items if "wasserstein" in finding.figures]
    drawn = [name for name in moved if name in look.columns.numbers][:OVERLAYS]
    return [_overlay(sketches[name], look.columns) for name in drawn]


def _overlay(sketch: NumberSketch, columns: Columns) -> Overlay:
    values = columns.numbers[sketch.name]
    present = values[~np.isnan(values)]
    quantiles = np.array(sketch.quantiles)
    low, high = min(present.min(), quantiles[0]), max(present.max(), quantiles[-1])
    edges = np.linspace(low, high if high > low else low + 1.0, PLOT_BINS + 1)
    now, _ = np.histogram(present, edges)
    then, _ = np.histogram(quantiles, edges)
    shares = {"reference": (then / quantiles.size).tolist(), "window": (now / present.size).tolist()}
    return Overlay(sketch.name, edges.tolist(), shares)

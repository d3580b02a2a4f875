"""From two distributions to findings: how far they are apart, whether that can be chance, how much it matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from talktrack.core.findings import DRIFTED, INCONCLUSIVE, STABLE, Finding
from talktrack.operations.drift.axes import comparable, project
from talktrack.operations.drift.distances import Floats, expected_psi, kl_divergence, psi, wasserstein_1
from talktrack.operations.drift.features import Columns
from talktrack.operations.drift.significance import benjamini_hochberg, homogeneity_p, pooled
from talktrack.operations.drift.sketch import NumberSketch, Reference, bin_counts, category_counts

SOURCE = "inputs"
COMPARABLE_BINS = 2


@dataclass(frozen=True)
class Thresholds:
    """When a difference counts.

    `minimum` rows on both sides, else inconclusive. `false_discovery` is the share of false alarms among alarms, and
    with no drift at all the chance of any alarm. Severities go by the PSI's excess over what no drift would give; 0.1
    and 0.25 are the customary borders of a moderate and a major shift (Siddiqi 2006).
    """

    minimum: int = 100
    false_discovery: float = 0.01
    low: float = 0.05
    medium: float = 0.1
    high: float = 0.25
    critical: float = 0.5

    def severity(self, excess: float) -> str:
        """Return the severity of a significant excess."""
        borders = (("critical", self.critical), ("high", self.high), ("medium", self.medium), ("low", self.low))
        return next((name for name, border in borders if excess >= border), "none")


@dataclass(frozen=True)
class Comparison:
    """One feature's counts on both sides, and figures that only numbers have."""

    name: str
    current: Floats
    reference: Floats
    figures: dict[str, float]


def judge(reference: Reference, columns: Columns, collection: str, thresholds: Thresholds) -> list[Finding]:
    """Return one finding per feature of the reference, the worst first."""
    found = [*_compare_numbers(reference, columns, collection), *_compare_categories(reference, columns)]
    enough = [entry for entry in found if _enough(entry, thresholds)]
    adjusted = benjamini_hochberg([homogeneity_p(*pooled(entry.current, entry.reference)) for entry in enough])
    findings = [_finding(entry, p, thresholds) for entry, p in zip(enough, adjusted, strict=True)]
    findings += [_too_few(entry, thresholds) for entry in found if not _enough(entry, thresholds)]
    findings += _other_encoder(reference, columns, collection)
    return sorted(findings, key=lambda finding: -finding.figures.get("excess", -1.0))


def _compare_numbers(reference: Reference, columns: Columns, collection: str) -> list[Comparison]:
    numbers = dict(columns.numbers)
    axes, vectors = reference.axes, columns.vectors
    if axes is not None and vectors is not None and comparable(axes, vectors, collection):
        numbers |= project(axes, vectors)
    return [_compare(sketch, numbers[sketch.name]) for sketch in reference.numbers if sketch.name in numbers]


def _compare(sketch: NumberSketch, values: Floats) -> Comparison:
    """A missing value is a bin of its own: a source that stops telling something has changed."""
    present = values[~np.isnan(values)]
    current = np.append(bin_counts(present, sketch.edges), values.size - present.size)
    figures = {}
    if present.size and sketch.quantiles:
        distance = wasserstein_1(present, sketch.quantiles)
        figures = {"wasserstein": distance, "wasserstein_sd": distance / sketch.spread if sketch.spread else 0.0}
    return Comparison(sketch.name, current, np.array([*sketch.counts, sketch.missing], dtype=np.float64), figures)


def _compare_categories(reference: Reference, columns: Columns) -> list[Comparison]:
    return [
        Comparison(sketch.name, *category_counts(columns.categories[sketch.name], sketch), {})
        for sketch in reference.categories
        if sketch.name in columns.categories
    ]


def _enough(entry: Comparison, thresholds: Thresholds) -> bool:
    return min(float(entry.current.sum()), float(entry.reference.sum())) >= thresholds.minimum


def _finding(entry: Comparison, p: float, thresholds: Thresholds) -> Finding:
    current, reference = pooled(entry.current, entry.reference)
    figures = _figures(current, reference) | entry.figures | {"p_adjusted": p}
    severity = thresholds.severity(figures["excess"]) if p <= thresholds.false_discovery else "none"
    verdict = STABLE if severity == "none" else DRIFTED
    reason = f"PSI {figures['psi']:.3f}, {figures['expected']:.3f} expected without drift, adjusted p {p:.2g}"
    return Finding(source=SOURCE, name=entry.name, verdict=verdict, severity=severity, reason=reason, figures=figures)


def _figures(current: Floats, reference: Floats) -> dict[str, float]:
    n, m = float(current.sum()), float(reference.sum())
    expected = expected_psi(current.size, n, m) if current.size >= COMPARABLE_BINS else 0.0
    found = psi(current, reference) if current.size >= COMPARABLE_BINS else 0.0
    return {
        "psi": found,
        "expected": expected,
        "excess": max(0.0, found - expected),
        "kl": kl_divergence(current, reference) if current.size >= COMPARABLE_BINS else 0.0,
        "n": n,
        "reference_n": m,
    }


def _too_few(entry: Comparison, thresholds: Thresholds) -> Finding:
    n, m = float(entry.current.sum()), float(entry.reference.sum())
    reason = f"{n:.0f} rows against {m:.0f}: at least {thresholds.minimum} on both sides are needed"
    return _inconclusive(entry.name, reason, {"n": n, "reference_n": m})


def _other_encoder(reference: Reference, columns: Columns, collection: str) -> Sequence[Finding]:
    if reference.axes is None or comparable(reference.axes, columns.vectors, collection):
        return []
    reason = "there are no embeddings in the window"
    if columns.vectors is not None:
        reason = "the embeddings come from another encoder than the reference's: renew the reference"
    return [_inconclusive("embedding", reason, {})]


def _inconclusive(name: str, reason: str, figures: dict[str, float]) -> Finding:
    return Finding(source=SOURCE, name=name, verdict=INCONCLUSIVE, severity="none", reason=reason, figures=figures)

"""From two distributions to findings: how far they are apart, whether that can be chance, how much it matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from talktrack.core.findings import DRIFTED, INCONCLUSIVE, STABLE, Finding
from talktrack.operations.drift.axes import comparable, project
from talktrack.operations.drift.clustering import design_effect
from talktrack.operations.drift.distances import Floats, expected_psi, kl_divergence, psi, wasserstein_1
from talktrack.operations.drift.features import Columns
from talktrack.operations.drift.significance import benjamini_hochberg, homogeneity_p, pooled
from talktrack.operations.drift.sketch import OTHER, NumberSketch, Reference, category_places, number_places

SOURCE = "inputs"
COMPARABLE_BINS = 2


@dataclass(frozen=True)
class Thresholds:
    """When a difference counts.

    `minimum` rows on both sides that say as much as `least_effective` independent ones, else inconclusive.
    `false_discovery` is the share of false alarms among alarms, and with no drift at all the chance of any alarm.
    Severities go by the PSI's excess over what no drift would give; 0.1 and 0.25 are the customary borders of a
    moderate and a major shift (Siddiqi 2006).
    """

    minimum: int = 100
    least_effective: int = 50
    false_discovery: float = 0.005
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
    """One feature's counts on both sides, their design effects, and figures that only numbers have."""

    name: str
    current: Floats
    reference: Floats
    effects: tuple[float, float]
    figures: dict[str, float]

    @property
    def effective(self) -> tuple[Floats, Floats]:
        """Return the counts as if all rows were independent, rare bins joined."""
        return pooled(self.current / self.effects[0], self.reference / self.effects[1])


def judge(reference: Reference, columns: Columns, collection: str, thresholds: Thresholds) -> list[Finding]:
    """Return one finding per feature of the reference, the worst first."""
    found = [*_compare_numbers(reference, columns, collection), *_compare_categories(reference, columns)]
    enough = [entry for entry in found if _enough(entry, thresholds)]
    adjusted = benjamini_hochberg([homogeneity_p(*entry.effective) for entry in enough])
    findings = [_finding(entry, p, thresholds) for entry, p in zip(enough, adjusted, strict=True)]
    findings += [_too_few(entry, thresholds) for entry in found if not _enough(entry, thresholds)]
    findings += _other_encoder(reference, columns, collection)
    return sorted(findings, key=lambda finding: -finding.figures.get("excess", -1.0))


def _compare_numbers(reference: Reference, columns: Columns, collection: str) -> list[Comparison]:
    sketches = {sketch.name: sketch for sketch in reference.numbers}
    numbers = {name: (values, columns.groups) for name, values in columns.numbers.items()}
    axes, vectors = reference.axes, columns.vectors
    if axes is not None and vectors is not None and comparable(axes, vectors, collection):
        numbers |= {name: (values, columns.vector_groups) for name, values in project(axes, vectors).items()}
    return [_compare(sketches[name], *found) for name, found in numbers.items() if name in sketches]


def _compare(sketch: NumberSketch, values: Floats, groups: Sequence[str]) -> Comparison:
    """A missing value is a bin of its own: a source that stops telling something has changed."""
    places = number_places(values, sketch.edges)
    current = np.bincount(places, minlength=len(sketch.counts)).astype(np.float64)
    present = values[~np.isnan(values)]
    figures = {}
    if present.size and sketch.quantiles:
        distance = wasserstein_1(present, sketch.quantiles)
        figures = {"wasserstein": distance, "wasserstein_sd": distance / sketch.spread if sketch.spread else 0.0}
    effects = design_effect(places, groups), sketch.design_effect
    return Comparison(sketch.name, current, np.array(sketch.counts, dtype=np.float64), effects, figures)


def _compare_categories(reference: Reference, columns: Columns) -> list[Comparison]:
    found = []
    for sketch in reference.categories:
        places = category_places(columns.categories.get(sketch.name, []), [n for n in sketch.counts if n != OTHER])
        current = np.bincount(places, minlength=len(sketch.counts)).astype(np.float64)
        effects = design_effect(places, columns.groups), sketch.design_effect
        found.append(Comparison(sketch.name, current, np.array(list(sketch.counts.values()), float), effects, {}))
    return found


def _enough(entry: Comparison, thresholds: Thresholds) -> bool:
    rows = min(float(entry.current.sum()), float(entry.reference.sum()))
    return rows >= thresholds.minimum and min(counts.sum() for counts in entry.effective) >= thresholds.least_effective


def _finding(entry: Comparison, p: float, thresholds: Thresholds) -> Finding:
    rows = {"n": float(entry.current.sum()), "reference_n": float(entry.reference.sum())}
    figures = _figures(*entry.effective) | entry.figures | rows | {"p_adjusted": p, "design_effect": entry.effects[0]}
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
    }


def _too_few(entry: Comparison, thresholds: Thresholds) -> Finding:
    n, m = float(entry.current.sum()), float(entry.reference.sum())
    least = (
        f"at least {thresholds.minimum}, worth {thresholds.least_effective} independent ones, are needed on both sides"
    )
    reason = f"{n:.0f} rows against {m:.0f}: {least}"
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

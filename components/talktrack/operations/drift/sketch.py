"""The reference: a small summary of how conversations used to be. It holds no text, no ids and nobody's vector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
import numpy as np

from talktrack.operations.drift.axes import Axes, fit, project
from talktrack.operations.drift.clustering import Places, design_effect
from talktrack.operations.drift.distances import Floats
from talktrack.operations.drift.features import Columns, Window, rank

BINS = 10
POINTS = 100
CATEGORIES = 50
OTHER = "(other)"
DIGITS = 6


class NumberSketch(msgspec.Struct, frozen=True, kw_only=True):
    """One number's distribution.

    `edges` are inner, strictly increasing bin borders at the deciles; a value on a border belongs to the bin below.
    `counts` has two entries more than `edges`: its last bin holds the rows without a value. `quantiles` are the middles
    of equal shares, so they stand for the sample; `spread` is the standard deviation. `design_effect` is how much
    wider than for independent rows shares scatter (`clustering`).
    """

    name: str
    edges: list[float]
    counts: list[int]
    quantiles: list[float]
    spread: float
    design_effect: float


class CategorySketch(msgspec.Struct, frozen=True, kw_only=True):
    """How often each of the most frequent categories occurred; the rest is counted as "(other)"."""

    name: str
    counts: dict[str, int]
    design_effect: float


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that later windows are compared with; under 200 kB as JSON."""

    tenant: str
    since: str
    until: str
    conversations: int
    numbers: list[NumberSketch]
    categories: list[CategorySketch]
    axes: Axes | None = None


def make_reference(tenant: str, window: Window, columns: Columns, collection: str, minimum: int) -> Reference:
    """Summarise a window. Embeddings take part where both halves of them are at least `minimum`.

    Axes are fitted on one half of the embeddings and their distribution is taken from the other: on the rows they
    were fitted to, projections spread wider than on any new row, and every later window would seem to have drifted.
    """
    numbers = [sketch_numbers(name, values, columns.groups) for name, values in columns.numbers.items()]
    axes, projected = _embeddings(columns, collection, minimum)
    return Reference(
        tenant=tenant,
        since=window.since.isoformat(),
        until=window.until.isoformat(),
        conversations=len(columns.ids),
        numbers=numbers + projected,
        categories=[sketch_categories(name, rows, columns.groups) for name, rows in columns.categories.items()],
        axes=axes,
    )


def _embeddings(columns: Columns, collection: str, minimum: int) -> tuple[Axes | None, list[NumberSketch]]:
    """Split by group, so that no account is on both sides."""
    fitting = np.array([rank(group) % 2 == 0 for group in columns.vector_groups], dtype=bool)
    if columns.vectors is None or min(int(fitting.sum()), int((~fitting).sum())) < minimum:
        return None, []
    axes = fit(columns.vectors[fitting], collection)
    groups = [group for group, fitted in zip(columns.vector_groups, fitting, strict=True) if not fitted]
    projected = project(axes, columns.vectors[~fitting])
    return axes, [sketch_numbers(name, values, groups) for name, values in projected.items()]


def sketch_numbers(name: str, values: Floats, groups: Sequence[str]) -> NumberSketch:
    """Summarise one number; NaN is missing."""
    present = values[~np.isnan(values)]
    edges: list[float] = []
    quantiles: list[float] = []
    if present.size:
        edges = np.unique(np.quantile(present, np.arange(1, BINS) / BINS).round(DIGITS)).tolist()
        quantiles = np.quantile(present, (np.arange(POINTS) + 0.5) / POINTS).round(DIGITS).tolist()
    places = number_places(values, edges)
    return NumberSketch(
        name=name,
        edges=edges,
        counts=np.bincount(places, minlength=len(edges) + 2).tolist(),
        quantiles=quantiles,
        spread=float(present.std().round(DIGITS)) if present.size else 0.0,
        design_effect=design_effect(places, groups),
    )


def sketch_categories(name: str, values: Sequence[str], groups: Sequence[str]) -> CategorySketch:
    """Summarise one category."""
    names = [value for value, _ in Counter(values).most_common(CATEGORIES)]
    places = category_places(values, names)
    counts = np.bincount(places, minlength=len(names) + 1).tolist()
    return CategorySketch(
        name=name,
        counts=dict(zip([*names, OTHER], counts, strict=True)),
        design_effect=design_effect(places, groups),
    )


def number_places(values: Floats, edges: Sequence[float]) -> Places:
    """Return the bin of each value, 0 to len(edges); a missing value is in bin len(edges) + 1."""
    places = np.searchsorted(np.asarray(edges, dtype=np.float64), values, side="left")
    return np.where(np.isnan(values), len(edges) + 1, places)


def category_places(values: Sequence[str], names: Sequence[str]) -> Places:
    """Return each value's place among the names; all others are in place len(names)."""
    known = {name: place for place, name in enumerate(names)}
    return np.array([known.get(value, len(names)) for value in values], dtype=np.intp)

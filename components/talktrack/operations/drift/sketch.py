"""The reference: a small summary of how conversations used to be. It holds no text, no ids and nobody's vector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
import numpy as np

from talktrack.operations.drift.axes import Axes, fit, project
from talktrack.operations.drift.distances import Floats
from talktrack.operations.drift.features import Columns, Window

BINS = 10
POINTS = 100
CATEGORIES = 50
OTHER = "(other)"
DIGITS = 6


class NumberSketch(msgspec.Struct, frozen=True, kw_only=True):
    """One number's distribution.

    `edges` are inner, strictly increasing bin borders at the deciles; a value on a border belongs to the bin below.
    `counts` has one more entry than `edges`; `missing` rows had no value. `quantiles` are
    the middles of equal shares, so they stand for the sample; `spread` is the standard deviation.
    """

    name: str
    edges: list[float]
    counts: list[int]
    missing: int
    quantiles: list[float]
    spread: float


class CategorySketch(msgspec.Struct, frozen=True, kw_only=True):
    """How often each of the most frequent categories occurred; the rest is counted as "(other)"."""

    name: str
    counts: dict[str, int]


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
    numbers = dict(columns.numbers)
    axes = None
    if columns.vectors is not None and len(columns.vectors) >= 2 * minimum:
        axes = fit(columns.vectors[::2], collection)
        numbers |= project(axes, columns.vectors[1::2])
    return Reference(
        tenant=tenant,
        since=window.since.isoformat(),
        until=window.until.isoformat(),
        conversations=len(columns.ids),
        numbers=[sketch_numbers(name, values) for name, values in numbers.items()],
        categories=[sketch_categories(name, values) for name, values in columns.categories.items()],
        axes=axes,
    )


def sketch_numbers(name: str, values: Floats) -> NumberSketch:
    """Summarise one number; NaN is missing."""
    present = values[~np.isnan(values)]
    if not present.size:
        return NumberSketch(name=name, edges=[], counts=[0], missing=int(values.size), quantiles=[], spread=0.0)
    edges = np.unique(np.quantile(present, np.arange(1, BINS) / BINS).round(DIGITS))
    quantiles = np.quantile(present, (np.arange(POINTS) + 0.5) / POINTS)
    return NumberSketch(
        name=name,
        edges=edges.tolist(),
        counts=bin_counts(present, edges.tolist()).astype(int).tolist(),
        missing=int(values.size - present.size),
        quantiles=quantiles.round(DIGITS).tolist(),
        spread=float(present.std().round(DIGITS)),
    )


def sketch_categories(name: str, values: Sequence[str]) -> CategorySketch:
    """Summarise one category."""
    counted = Counter(values)
    kept = dict(counted.most_common(CATEGORIES))
    rest = len(values) - sum(kept.values())
    return CategorySketch(name=name, counts=kept | ({OTHER: rest} if rest else {}))


def bin_counts(values: Floats, edges: Sequence[float]) -> Floats:
    """Count values per bin of a sketch; shape (len(edges) + 1,)."""
    places = np.searchsorted(np.asarray(edges, dtype=np.float64), values, side="left")
    return np.bincount(places, minlength=len(edges) + 1).astype(np.float64)


def category_counts(values: Sequence[str], sketch: CategorySketch) -> tuple[Floats, Floats]:
    """Return current and reference counts over the same categories; a new category is "(other)"."""
    known = [name for name in sketch.counts if name != OTHER]
    counted = Counter(value if value in sketch.counts else OTHER for value in values)
    names = [*known, OTHER]
    current = np.array([counted.get(name, 0) for name in names], dtype=np.float64)
    return current, np.array([sketch.counts.get(name, 0) for name in names], dtype=np.float64)

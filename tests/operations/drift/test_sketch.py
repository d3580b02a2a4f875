"""The reference sketch: small, and enough to compare with."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import numpy as np
import pytest

from talktrack.operations.drift.axes import comparable, fit, project
from talktrack.operations.drift.features import Columns, Window
from talktrack.operations.drift.sketch import (
    Reference,
    category_places,
    make_reference,
    number_places,
    sketch_categories,
    sketch_numbers,
)

WINDOW = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))


def columns(rows: int, dimension: int) -> Columns:
    """Random columns."""
    rng = np.random.default_rng(rows)
    numbers = {f"number_{index}": rng.lognormal(3, 1, rows) for index in range(12)}
    categories = {f"kind_{index}": [f"category number {n}" for n in rng.integers(0, 200, rows)] for index in range(5)}
    ids = [str(n) for n in range(rows)]
    return Columns(ids, ids, numbers, categories, rng.normal(size=(rows, dimension)), ids)


@pytest.mark.parametrize("dimension", [64, 768, 4096])
def test_a_reference_is_small(dimension: int) -> None:
    """Under 200 kB with twelve numbers, five wide categories and embeddings of any usual length."""
    made = make_reference("acme", WINDOW, columns(400, dimension), "c", minimum=100)

    assert len(msgspec.json.encode(made)) < 200_000


def test_a_reference_survives_storage() -> None:
    """What is decoded equals what was made."""
    made = make_reference("acme", WINDOW, columns(300, 16), "c", minimum=100)

    assert msgspec.json.decode(msgspec.json.encode(made), type=Reference) == made


def test_deciles_hold_a_tenth_each() -> None:
    """A value on a border belongs to the bin below it."""
    sketch = sketch_numbers("x", np.arange(1.0, 101.0), list(map(str, range(100))))

    assert sketch.counts == [10] * 10 + [0]
    assert number_places(np.array([sketch.edges[0]]), sketch.edges).tolist() == [0]


def test_missing_numbers_are_counted_apart() -> None:
    """NaN is neither low nor high."""
    sketch = sketch_numbers("x", np.array([1.0, np.nan, 3.0]), ["a", "b", "c"])

    assert (sketch.counts[-1], sum(sketch.counts)) == (1, 3)


def test_a_number_that_is_never_there_has_a_sketch() -> None:
    """All rows are missing."""
    sketch = sketch_numbers("x", np.array([np.nan, np.nan]), ["a", "b"])

    assert (sketch.counts, sketch.edges) == ([0, 2], [])


def test_a_constant_has_one_border() -> None:
    """Equal deciles are one border; both sides of it can still be told apart."""
    sketch = sketch_numbers("x", np.full(50, 7.0), list(map(str, range(50))))

    assert (sketch.edges, sketch.counts) == ([7.0], [50, 0, 0])


def test_new_categories_are_other() -> None:
    """What the reference never saw is counted, not lost."""
    sketch = sketch_categories("source", ["zoom", "zoom", "gong"], ["a", "b", "c"])

    assert sketch.counts == {"zoom": 2, "gong": 1, "(other)": 0}
    assert category_places(["zoom", "teams", "meet"], ["zoom", "gong"]).tolist() == [0, 2, 2]


def test_projections_show_a_new_topic() -> None:
    """Rows that point elsewhere are less central."""
    rng = np.random.default_rng(3)
    topic = np.eye(32)[0]
    usual = topic + 0.1 * rng.normal(size=(400, 32))
    other = np.eye(32)[1] + 0.1 * rng.normal(size=(50, 32))
    axes = fit(usual, "c")

    assert project(axes, usual)["embedding_centrality"].min() > project(axes, other)["embedding_centrality"].max()


def test_vectors_of_another_encoder_cannot_be_compared() -> None:
    """Neither another collection, nor another length, nor none at all."""
    axes = fit(np.random.default_rng(4).normal(size=(50, 8)), "old")

    assert comparable(axes, np.zeros((2, 8)), "old")
    assert not comparable(axes, np.zeros((2, 8)), "new")
    assert not comparable(axes, np.zeros((2, 9)), "old")
    assert not comparable(axes, None, "old")

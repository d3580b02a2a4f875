"""The design effect of grouped rows."""

from __future__ import annotations

import numpy as np
import pytest

from talktrack.operations.drift.clustering import design_effect


def test_independent_rows_have_none() -> None:
    """Every row its own group, or random groups: about 1."""
    rng = np.random.default_rng(1)
    places = rng.integers(0, 10, 3000)

    assert design_effect(places, [str(n) for n in range(3000)]) == pytest.approx(1.0, abs=0.01)
    assert design_effect(places, [str(n) for n in rng.integers(0, 1000, 3000)]) == pytest.approx(1.0, abs=0.06)


@pytest.mark.parametrize("size", [2, 3, 5])
def test_equal_rows_count_as_one(size: int) -> None:
    """Groups whose rows are all alike say as much as one row each: the effect is their size."""
    places = np.repeat(np.random.default_rng(size).integers(0, 5, 1000), size)
    groups = [str(n) for n in range(1000) for _ in range(size)]

    assert design_effect(places, groups) == pytest.approx(size, rel=0.01)


@pytest.mark.parametrize(("places", "groups"), [([], []), ([1, 1], ["a", "b"]), ([1, 2], ["a", "a"])])
def test_what_cannot_be_judged_has_none(places: list[int], groups: list[str]) -> None:
    """No rows, one bin, one group."""
    assert design_effect(np.array(places, dtype=np.intp), groups) == 1.0

"""Tests of chance against scipy, and the laws of pooling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from talktrack.operations.drift.significance import benjamini_hochberg, chi_square_tail, homogeneity_p, pooled

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=30)
tables = st.integers(2, 12).flatmap(
    lambda bins: st.tuples(*[st.lists(st.integers(1, 1000), min_size=bins, max_size=bins)] * 2)
)


@given(st.floats(0, 500), st.integers(1, 60))
def test_the_tail_equals_scipy(statistic: float, degrees: int) -> None:
    """For odd and even degrees of freedom."""
    assert chi_square_tail(statistic, degrees) == pytest.approx(float(stats.chi2.sf(statistic, degrees)), abs=1e-9)


@given(tables)
def test_homogeneity_equals_scipy(table: tuple[list[int], list[int]]) -> None:
    """Scipy's contingency test without correction."""
    expected = stats.chi2_contingency(np.array(table), correction=False).pvalue

    assert homogeneity_p(*table) == pytest.approx(float(expected), abs=1e-9)


@given(p_values)
def test_adjustment_equals_scipy(values: list[float]) -> None:
    """Scipy's false-discovery control."""
    expected = stats.false_discovery_control(values, method="bh")

    assert benjamini_hochberg(values) == pytest.approx(list(expected), abs=1e-12)


def test_nothing_to_adjust_is_nothing() -> None:
    """An empty list stays empty."""
    assert benjamini_hochberg([]) == []


@given(tables)
def test_pooling_loses_no_row(table: tuple[list[int], list[int]]) -> None:
    """Totals stay, and no bin of the smaller sample expects fewer than five rows, if there is more than one."""
    current, reference = pooled(*table)
    total = current.sum() + reference.sum()
    expected = (current + reference) / total * min(current.sum(), reference.sum())

    assert (current.sum(), reference.sum()) == (sum(table[0]), sum(table[1]))
    assert current.size == 1 or expected.min() >= 5 - 1e-9


def test_bins_that_nobody_is_in_vanish() -> None:
    """Two empty columns say nothing."""
    current, reference = pooled([50, 0, 50], [40, 0, 60])

    assert (current.tolist(), reference.tolist()) == ([50, 50], [40, 60])

"""Distances against scipy, naive loops and their own laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from talktrack.operations.drift.distances import expected_psi, kl_divergence, psi, shares, wasserstein_1

values = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)
tables = st.integers(2, 12).flatmap(
    lambda bins: st.tuples(*[st.lists(st.integers(0, 1000), min_size=bins, max_size=bins)] * 2)
)


@given(values, values)
def test_wasserstein_equals_scipy(first: list[float], second: list[float]) -> None:
    """To a millionth, relative to the size of the values."""
    expected = float(stats.wasserstein_distance(first, second))

    assert wasserstein_1(first, second) == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_wasserstein_of_a_shift_is_the_shift() -> None:
    """Moving every value by 3 costs 3."""
    numbers = np.random.default_rng(1).normal(size=500)

    assert wasserstein_1(numbers + 3, numbers) == pytest.approx(3.0, abs=1e-9)


@given(tables)
def test_kl_equals_scipy(table: tuple[list[int], list[int]]) -> None:
    """Scipy's relative entropy of the smoothed shares."""
    current, reference = table

    assert kl_divergence(current, reference) == pytest.approx(
        float(stats.entropy(shares(current), shares(reference))), abs=1e-9
    )


@given(tables)
def test_psi_equals_the_naive_loop(table: tuple[list[int], list[int]]) -> None:
    """The textbook sum, bin by bin."""
    current, reference = table
    bins = len(current)
    total = 0.0
    for a, b in zip(current, reference, strict=True):
        p = (a + 0.5) / (sum(current) + 0.5 * bins)
        q = (b + 0.5) / (sum(reference) + 0.5 * bins)
        total += (p - q) * math.log(p / q)

    assert psi(current, reference) == pytest.approx(total, abs=1e-9)


@given(tables)
def test_psi_is_both_divergences_together(table: tuple[list[int], list[int]]) -> None:
    """PSI is the symmetric form of KL."""
    current, reference = table

    assert psi(current, reference) == pytest.approx(
        kl_divergence(current, reference) + kl_divergence(reference, current), abs=1e-9
    )


@given(tables)
def test_distances_of_counts_are_never_negative(table: tuple[list[int], list[int]]) -> None:
    """And PSI is symmetric."""
    current, reference = table

    assert psi(current, reference) >= 0
    assert kl_divergence(current, reference) >= 0
    assert psi(current, reference) == pytest.approx(psi(reference, current), abs=1e-12)


@given(values, values)
def test_wasserstein_is_a_distance(first: list[float], second: list[float]) -> None:
    """Never negative, symmetric, zero on equal samples."""
    assert wasserstein_1(first, second) >= 0
    assert wasserstein_1(first, second) == pytest.approx(wasserstein_1(second, first), rel=1e-9, abs=1e-9)
    assert wasserstein_1(first, first) == 0


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=12))
def test_equal_counts_are_no_distance(counts: list[int]) -> None:
    """Zero, exactly."""
    assert psi(counts, counts) == 0
    assert kl_divergence(counts, counts) == 0


@pytest.mark.parametrize("size", [300, 1000, 5000])
def test_the_expected_psi_is_the_mean_without_drift(size: int) -> None:
    """A thousand pairs of equal samples average to the formula within a tenth."""
    rng = np.random.default_rng(size)
    pairs = rng.multinomial(size, np.full(10, 0.1), (1000, 2))
    mean = np.mean([psi(a, b) for a, b in pairs])

    assert mean == pytest.approx(expected_psi(10, size, size), rel=0.1)

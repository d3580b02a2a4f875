"""Verdicts: few false alarms without drift, real shifts found, silence below the minimum."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from talktrack.core.findings import Finding
from talktrack.operations.drift.features import Columns, Window
from talktrack.operations.drift.judgement import Thresholds, judge
from talktrack.operations.drift.sketch import make_reference

WINDOW = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))
RUNS = 150


def columns(rng: np.random.Generator, rows: int, shift: float = 0.0, dimension: int = 0) -> Columns:
    """Columns like those of conversations: skewed, discrete, half missing, correlated, rare and common categories.

    `shift` moves one number by standard deviations and leaves everything else alone.
    """
    base = rng.normal(size=rows)
    numbers = {
        "words": np.exp(6 + 0.8 * base + 0.3 * rng.normal(size=rows)),
        "turns": np.floor(np.exp(3 + 0.7 * base)),
        "talk_ratio": np.where(rng.random(rows) < 0.5, np.nan, rng.beta(5, 4, rows)),
        "questions": rng.poisson(0.7, rows).astype(float),
        "patience": rng.exponential(1.0, rows),
        "moved": rng.normal(shift, 1.0, rows),
        "constant": np.full(rows, 2.0),
    }
    categories = {
        "source": rng.choice(["gong", "zoom", "email"], rows, p=[0.6, 0.3, 0.1]).tolist(),
        "industry": [f"i{n}" for n in np.minimum(rng.geometric(0.15, rows), 60)],
    }
    vectors = rng.normal(size=(rows, dimension)) + np.linspace(0, 1, dimension) if dimension else None
    ids = [str(n) for n in range(rows)]
    return Columns(ids, ids, numbers, categories, vectors, ids if dimension else [])


def look(seed: int, rows: int, reference_rows: int, shift: float = 0.0, dimension: int = 0) -> list[Finding]:
    """Judge one window against one reference, both fresh."""
    rng = np.random.default_rng(seed)
    reference = make_reference("acme", WINDOW, columns(rng, reference_rows, dimension=dimension), "c", 100)
    return judge(reference, columns(rng, rows, shift, dimension), "c", Thresholds())


@pytest.mark.parametrize(("rows", "reference_rows"), [(300, 300), (300, 3000), (1000, 1000), (5000, 5000)])
def test_without_drift_at_most_two_runs_in_a_hundred_alarm(rows: int, reference_rows: int) -> None:
    """Any finding above none in any feature makes a run a false alarm."""
    runs = RUNS if rows < 1000 else RUNS // 3
    alarms = sum(any(f.severity != "none" for f in look(seed, rows, reference_rows)) for seed in range(runs))

    assert alarms <= 0.02 * runs


def test_without_drift_embeddings_do_not_alarm() -> None:
    """Long vectors and a small reference: the axes are fitted on rows that are not compared with."""
    alarms = sum(any(f.severity != "none" for f in look(seed, 300, 300, dimension=64)) for seed in range(100))

    assert alarms <= 2


def grouped(rng: np.random.Generator, accounts: int, calls: int) -> Columns:
    """Calls of accounts, each of which has one industry."""
    industries = [f"i{n}" for n in rng.integers(0, 8, accounts) for _ in range(calls)]
    groups = [f"account-{n}" for n in range(accounts) for _ in range(calls)]
    return Columns([str(n) for n in range(len(groups))], groups, {}, {"industry": industries})


def test_calls_of_one_account_count_as_one() -> None:
    """A hundred accounts of five calls do not alarm for having other industries by chance."""
    alarms = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        reference = make_reference("acme", WINDOW, grouped(rng, 100, 5), "", 100)
        alarms += judge(reference, grouped(rng, 100, 5), "", Thresholds())[0].severity != "none"

    assert alarms <= 2


def test_few_accounts_are_inconclusive_however_often_they_call() -> None:
    """Ten accounts of fifty calls say no more than ten strangers."""
    rng = np.random.default_rng(1)
    reference = make_reference("acme", WINDOW, grouped(rng, 100, 5), "", 100)

    assert judge(reference, grouped(rng, 10, 50), "", Thresholds())[0].verdict == "inconclusive"


@pytest.mark.parametrize(("rows", "shift"), [(300, 0.6), (1000, 0.4), (5000, 0.3)])
def test_a_shift_is_found_where_it_is(rows: int, shift: float) -> None:
    """The number that moved is the worst finding in at least 29 of 30 runs, and hardly any other alarms."""
    found = [look(seed, rows, rows, shift)[0] for seed in range(30)]

    assert sum(f.name == "moved" and f.severity != "none" for f in found) >= 29


def test_a_larger_shift_is_more_severe() -> None:
    """PSI grows with about the square of a shift in standard deviations."""
    severities = [look(1, 2000, 2000, shift)[0].severity for shift in (0.3, 0.4, 0.6, 2.0)]

    assert severities == ["low", "medium", "high", "critical"]


def test_a_source_that_stops_telling_is_found() -> None:
    """Missing values are a bin of their own."""
    rng = np.random.default_rng(1)
    reference = make_reference("acme", WINDOW, columns(rng, 1000), "c", 100)
    usual = columns(rng, 300)
    now = replace(usual, numbers={**usual.numbers, "talk_ratio": np.full(300, np.nan)})
    worst = judge(reference, now, "c", Thresholds())[0]

    assert (worst.name, worst.verdict, worst.severity) == ("talk_ratio", "drifted", "critical")


def test_a_new_category_is_found() -> None:
    """A source that never was makes a third of the window."""
    rng = np.random.default_rng(2)
    reference = make_reference("acme", WINDOW, columns(rng, 1000), "c", 100)
    usual = columns(rng, 300)
    sources = ["teams" if n % 3 == 0 else source for n, source in enumerate(usual.categories["source"])]
    now = replace(usual, categories={**usual.categories, "source": sources})

    assert judge(reference, now, "c", Thresholds())[0].name == "source"


@pytest.mark.parametrize("rows", [0, 1, 99])
def test_below_the_minimum_everything_is_inconclusive(rows: int) -> None:
    """However far it moved."""
    findings = look(1, rows, 1000, shift=5.0)

    assert {(f.verdict, f.severity) for f in findings} == {("inconclusive", "none")}


def test_another_encoder_is_inconclusive_for_embeddings_only() -> None:
    """The numbers are still judged."""
    rng = np.random.default_rng(5)
    reference = make_reference("acme", WINDOW, columns(rng, 400, dimension=8), "old", 100)
    findings = judge(reference, columns(rng, 400, dimension=8), "new", Thresholds())

    assert [f.name for f in findings if f.verdict == "inconclusive"] == ["embedding"]
    assert "words" in {f.name for f in findings if f.verdict == "stable"}

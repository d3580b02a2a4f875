"""ROUGE-L, the word error rate and agreement, by hand-counted values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.training.evaluate.agreement import mean_absolute_error, spearman, weighted_kappa
from talktrack.training.evaluate.rouge import rouge_l
from talktrack.training.evaluate.word_errors import word_error_rate


def test_rouge_l_counts_the_longest_common_subsequence() -> None:
    """Three of four and of five words; signs and capitals do not count, and nothing equals nothing."""
    pairs = [("a B, c d", "a x b y c"), ("same", "Same!"), ("", ""), ("a", " "), ("über", "ber")]

    assert rouge_l(pairs) == pytest.approx([2 * 3 / 9, 1.0, 0.0, 0.0, 1.0])


def test_edits_are_counted_over_all_references() -> None:
    """One of three words is missing, one is too much."""
    assert word_error_rate([("a b c", "a c"), ("", "x"), (" d ", "d")]) == pytest.approx(2 / 4)
    assert (word_error_rate([]), word_error_rate([("", "a b")])) == (0.0, 2.0)


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=8))
def test_any_text_has_a_score_of_its_own(pairs: list[tuple[str, str]]) -> None:
    """Neighbours, marks and white space of any kind change nothing."""
    alone = [rouge_l([pair])[0] for pair in pairs]

    assert rouge_l(pairs) == pytest.approx(alone)
    assert all(0.0 <= value <= 1.0 for value in alone)
    assert word_error_rate([(one, one) for one, _ in pairs]) == 0.0


def test_weighted_kappa_of_known_tables() -> None:
    """One for agreement, 0 for chance, and a level off costs less than four."""
    expert = [1, 2, 3, 4, 5]

    assert weighted_kappa(expert, expert) == pytest.approx(1.0)
    assert weighted_kappa([1, 1, 5, 5], [1, 5, 1, 5]) == pytest.approx(0.0)
    assert weighted_kappa([1, 5], [1, 1]) == pytest.approx(0.0)
    assert weighted_kappa([3, 3], [3, 3]) is None


def test_ranks_and_errors() -> None:
    """Ties share a rank; who always says the same has no correlation."""
    assert spearman([1, 2, 2, 4], [10, 20, 20, 40]) == pytest.approx(1.0)
    assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1.0)
    assert spearman([1, 2, 3], [2, 2, 2]) is None
    assert mean_absolute_error([1, 5], [2, 3]) == pytest.approx(1.5)

"""Tests of the check digit."""

from __future__ import annotations

import pytest

from talktrack.core.luhn import luhn


@pytest.mark.parametrize("digits", ["4539578763621486", "79927398713", "18"])
def test_the_right_last_digit_checks(digits: str) -> None:
    """A number is good when its last digit follows from the others."""
    assert luhn(digits)


@pytest.mark.parametrize("digits", ["4539578763621487", "79927398731", "0000000000000000", ""])
def test_a_wrong_digit_swapped_digits_and_zeros_do_not_check(digits: str) -> None:
    """One wrong digit, two swapped ones, and a row of zeros are no number."""
    assert not luhn(digits)

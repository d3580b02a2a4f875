"""Number words of four languages are read as the digits that they stand for."""

from __future__ import annotations

import pytest

from talktrack.core.spoken_digits import digits_said


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("four one five, five five five, oh one nine nine", "4155550199"),
        ("one eight hundred triple five twenty two", "180055522"),
        ("oh seven seven hundred, nine hundred, one two three", "07700900123"),
        ("null eins sieben zwo einundzwanzig", "017221"),
        ("zéro six, quatre-vingt-dix-sept, vingt et un, soixante et onze", "06972171"),
        ("dix-sept dix un", "17101"),
        ("seis doce treinta y cuatro veintiuno", "6123421"),
        ("plus 49 eins", "491"),
        ("nothing at all", ""),
    ],
)
def test_words_are_read_as_digits(said: str, digits: str) -> None:
    """Single digits, pairs, and the hundreds by which numbers are said."""
    assert digits_said(said) == digits


def test_an_amount_has_no_digits() -> None:
    """Hundreds that belong to an amount are no part of a number."""
    assert digits_said("two hundred twenty three four") is None

"""Personal data as people say it: no digit is lost, whatever the country."""

from __future__ import annotations

from random import Random

import pytest

from talktrack.world import people, personal
from talktrack.world.phrasebooks import load


@pytest.mark.parametrize(("book", "country", "digits"), [("first", "1", 10), ("second", "44", 10), ("third", "61", 9)])
def test_a_number_belongs_to_the_country_of_its_book(book: str, country: str, digits: int) -> None:
    """Numbers are E.164: plus, country, and as many digits as numbers of that country have."""
    numbers = [people.phone_number(Random(seed), load(book)) for seed in range(20)]

    assert {(number[: len(country) + 1], len(number)) for number in numbers} == {
        (f"+{country}", 1 + len(country) + digits)
    }


@pytest.mark.parametrize("number", ["+13035550112", "+447700900123", "+61270101234"])
def test_every_way_to_say_a_number_keeps_its_last_digits(number: str) -> None:
    """With dashes, with spaces, with its country, or digit by digit."""
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    said = [personal.phone(number, Random(seed))[0] for seed in range(40)]
    for digit, name in enumerate(names):
        said = [text.replace(name, str(digit)) for text in said]

    assert all("".join(char for char in text if char.isdigit()).endswith(number[-9:]) for text in said)

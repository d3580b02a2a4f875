"""Personal data as people say it on the phone: digits, spelled-out mail addresses, cards, addresses."""

from __future__ import annotations

from random import Random

from talktrack.world.grammar import Piece

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spoken_digits(digits: str) -> str:
    """Return each digit as a word; other characters become pauses."""
    return " ".join(_DIGITS[int(char)] for char in digits if char.isdigit())


def email(address: str, rng: Random) -> Piece:
    """Return a mail address written, or said as "anna dot berg at acme dot com"."""
    if rng.random() < 0.5:
        return address, "EMAIL"
    return address.replace(".", " dot ").replace("@", " at ").replace("-", " dash "), "EMAIL:spoken"


def phone(number: str, rng: Random) -> Piece:
    """Return an E.164 number as people write it (dashes, spaces, with country code) or say it digit by digit."""
    country, groups = _groups(number)
    style = rng.randrange(4)
    if style == 0:
        return "-".join(groups), "PHONE"
    if style == 1:
        return f"+{country} {' '.join(groups).removeprefix('0')}", "PHONE"
    if style == 2:
        return " ".join(groups), "PHONE"
    return ", ".join(spoken_digits(group) for group in groups), "PHONE:spoken"


def _groups(number: str) -> tuple[str, list[str]]:
    if number.startswith("+44"):
        national = "0" + number[3:]
        return "44", [national[:5], national[5:8], national[8:]]
    if number.startswith("+61"):
        national = "0" + number[3:]
        return "61", [national[:2], national[2:6], national[6:]]
    national = number[2:]
    return "1", [national[:3], national[3:6], national[6:]]


def card(rng: Random) -> Piece:
    """Return a card number from a test range with a right Luhn digit, written in groups or said."""
    digits = "4" + "".join(str(rng.randrange(10)) for _ in range(14))
    digits += _luhn(digits)
    groups = [digits[start : start + 4] for start in range(0, 16, 4)]
    if rng.random() < 0.5:
        return " ".join(groups), "CARD"
    return ", ".join(spoken_digits(group) for group in groups), "CARD:spoken"


def account_number(rng: Random) -> Piece:
    """Return a bank account number of ten digits."""
    return "".join(str(rng.randrange(10)) for _ in range(10)), "ACCOUNT_NUMBER"


def address(street: str, city: str, rng: Random) -> Piece:
    """Return a postal address of a street and a city."""
    return f"{rng.randint(11, 989)} {street}, {city}", "ADDRESS"


def _luhn(digits: str) -> str:
    total = 0
    for position, char in enumerate(reversed(digits)):
        value = int(char) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)

"""Numbers in words, as people say those in the names of standards: "27001" has many ways."""

from __future__ import annotations

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES, _TENS = _SMALL.split(), _ROUND.split()
NUMBERS = frozenset((*_ONES, *_TENS, "hundred", "thousand", "million", "billion"))


def number_words(digits: str) -> list[list[str]]:
    """Return how digits may be said: one by one, with "oh" for zero, in pairs from either end, or as one number."""
    one_by_one = [_ONES[int(digit)] for digit in digits]
    with_oh = ["oh" if word == "zero" else word for word in one_by_one]
    odd = len(digits) % 2
    ways = [one_by_one, with_oh, _paired(digits, 0), _paired(digits, odd), _cardinal(int(digits[:6]))]
    return [way for place, way in enumerate(ways) if way not in ways[:place]]


def _paired(digits: str, single: int) -> list[str]:
    """Say digits two at a time, after `single` of them; "00" is a hundred or two zeros, and "05" is "oh five"."""
    words = [_ONES[int(digit)] for digit in digits[:single]]
    for place in range(single, len(digits), 2):
        pair = digits[place : place + 2]
        words += ["oh", *_cardinal(int(pair[1:]))] if pair[0] == "0" and len(pair) > 1 else _cardinal(int(pair))
    return words


def _cardinal(number: int) -> list[str]:
    if number < len(_ONES):
        return [_ONES[number]]
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = _cardinal(number % size) if number % size else []
            return [*_cardinal(number // size), name, *rest]
    return [_TENS[number // 10 - 2], *([_ONES[number % 10]] if number % 10 else [])]

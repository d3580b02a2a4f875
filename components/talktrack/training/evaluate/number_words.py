"""Numbers in running text, in digits or English words: "$1,500", "39 grand", "a hundred and 31 thousand", "20 %"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: Decimal(value) for value, word in enumerate(_SMALL)}
_WORDS |= {word: Decimal(10 * tens) for tens, word in enumerate(_TENS, start=2)}
_TIMES = {"hundred": 100, "thousand": 1_000, "grand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000}
_TIMES |= {"mn": 1_000_000, "billion": 1_000_000_000, "bn": 1_000_000_000}
_WORD = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+|[$€£%]")
_HUNDRED = 100
_DIGITS_OF_AN_AMOUNT = 12


@dataclass(frozen=True)
class Number:
    """A value, and the words [start, end) that name it."""

    value: Decimal
    start: int
    end: int


def words_of(text: str) -> list[str]:
    """Return words, numbers and the signs of money and per cent, in small letters."""
    return _WORD.findall(text.lower())


def numbers(words: Sequence[str]) -> Iterator[Number]:
    """Yield the numbers of a text, each run of number words as one."""
    place = 0
    while place < len(words):
        end, value = _read(words, place)
        if end > place:
            yield Number(value, place, end)
        place = max(end, place + 1)


def _read(words: Sequence[str], start: int) -> tuple[int, Decimal]:
    """Return the end and value of the number that begins at a word; the end is the start where none does."""
    total, part, place, begun = Decimal(0), Decimal(0), start, False
    while place < len(words):
        word = words[place]
        times = _TIMES.get(word)
        if times and (begun or _is_one(words, start, place)):
            part = (part or Decimal(1)) * times
            total, part = (total, part) if times == _HUNDRED else (total + part, Decimal(0))
        elif (value := _value(word)) is not None and _fits(value, part):
            part += value
        elif not ((word == "and" and begun and _goes_on(words, place)) or (word == "a" and place == start)):
            break
        begun = begun or word not in {"a", "and"}
        place += 1
    return (place, total + part) if begun else (start, Decimal(0))


def _is_one(words: Sequence[str], start: int, place: int) -> bool:
    """Tell whether "a" stands for one before a multiple: "a hundred"."""
    return place == start + 1 and words[start] == "a" and len(words[place]) > 1


def _goes_on(words: Sequence[str], place: int) -> bool:
    """Tell whether a number goes on behind an "and": "two hundred and ten", but not "two and three"."""
    return words[place - 1] in _TIMES and place + 1 < len(words) and _value(words[place + 1]) is not None


def _fits(value: Decimal, part: Decimal) -> bool:
    """Tell whether a value adds to what was read: "twenty" "two", "two hundred" "ten"."""
    return not part or (part % 100 == 0 and value < _HUNDRED) or (part % 10 == 0 and 0 < value < 10 <= part % 100)  # noqa: PLR2004 - places of the decimal system


def _value(word: str) -> Decimal | None:
    if word[0].isdigit():
        digits = word.replace(",", "")
        return Decimal(digits) if len(digits) <= _DIGITS_OF_AN_AMOUNT and digits.isascii() else None
    return _WORDS.get(word)

"""Numbers that belong to a person, said digit by digit: "four one five, five five five, oh one nine nine"."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data import number_cues as cues
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.checks import luhn
from talktrack.engines.personal_data.numbers import CARD_DIGITS, PHONE_DIGITS, SSN_DIGITS
from talktrack.engines.personal_data.spans import ACCOUNT, CARD, PHONE, SSN

_UNITS_SAID = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS_SAID = (
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS_SAID = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_DIGIT = {w: str(n) for n, w in enumerate(_UNITS_SAID)} | {
    "oh": "0",
    "o": "0",
    "nought": "0",
    "naught": "0",
}
_TEENS = {w: str(n) for n, w in enumerate(_TEENS_SAID, start=10)}
_TENS = {w: n for n, w in enumerate(_TENS_SAID, start=2)}
_TIMES = {"double": 2, "triple": 3}
_NUMBER_WORD = "|".join([*_DIGIT, *_TEENS, *_TENS, *_TIMES, r"\d{1,4}", "hundred", "plus"])
_SAID = re.compile(
    rf"(?<![\w$€£.-])(?:{_NUMBER_WORD})(?:(?:[ \t]*[,.–-][ \t]*|[ \t]+|"
    rf"[ \t]*\.\.\.[ \t]*)(?:{_NUMBER_WORD})){{3,40}}\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+|\d+", re.IGNORECASE)
_LETTER = re.compile(r"[a-z]", re.IGNORECASE)


def said_numbers(block: Block) -> list[PersonalData]:
    """Return the personal numbers said digit by digit, such as "four one five, five five five, oh one nine nine"."""
    found = []
    for match in _SAID.finditer(block.text):
        digits = digits_said(match.group())
        if digits is None or cues.UNITS.match(block.text, match.end()) or not _LETTER.search(match.group()):
            continue
        kind = _kind_of_said(digits, block.before(match.start()))
        if kind:
            found.append(PersonalData(match.start(), match.end(), kind, 0.85))
    return found


def _kind_of_said(digits: str, before: str) -> str | None:
    if len(digits) in CARD_DIGITS and (luhn(digits) or cues.CARD_CUE.search(before)):
        return CARD
    if len(digits) == SSN_DIGITS and cues.SSN_CUE.search(before):
        return SSN
    if cues.last(cues.ACCOUNT_CUE, before) >= max(cues.last(cues.PHONE_CUE, before), 0) and len(digits) >= min(
        PHONE_DIGITS
    ):
        return ACCOUNT
    if len(digits) in PHONE_DIGITS:
        return PHONE
    return ACCOUNT if len(digits) > max(PHONE_DIGITS) else None


def digits_said(words: str) -> str | None:
    """Return the digits that number words spell; None when they are an amount such as "two hundred twenty".

    "eight hundred" and "nine hundred" are how area codes are said; they count once.
    """
    digits: list[str] = []
    times, tens = 1, ""
    for word in _WORD.findall(words.lower()):
        if word == "hundred":
            if digits[-1:] not in (["8"], ["9"]) or "00" in digits:
                return None
            digits.append("00")
            continue
        if word in _TIMES:
            times = _TIMES[word]
            continue
        if tens and word in _DIGIT and word not in {"oh", "o", "zero"}:
            digits[-1] = tens + _DIGIT[word]
            tens = ""
            continue
        tens = str(_TENS[word]) if word in _TENS else ""
        value = word if word.isdigit() else _DIGIT.get(word) or _TEENS.get(word) or (tens + "0" if tens else "")
        digits.append(value * times)
        times = 1
    return "".join(digits)

"""Numbers that belong to a person, written in digits or said: phones, cards, accounts, social security numbers."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.spans import ACCOUNT, CARD, PHONE, SSN

PHONE_DIGITS = range(7, 16)
CARD_DIGITS = range(13, 20)
NANP_DIGITS = 10
SSN_DIGITS = 9
LONG_DIGITS = 9
CUE_REACH = 60
_WRITTEN = re.compile(r"(?<![\w$€£.,])(?:\+ ?)?\(?\d(?:[ ().\-/]{0,3}\d){5,24}(?![\w%])")
_GROUPED = re.compile(r"\d{1,3}(?:[ .]\d{3})+")
_DATE = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[ T]\d{1,2})?")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_YEARS = re.compile(r"(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d")
_NANP = re.compile(r"(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}")
_SSN_FORM = re.compile(r"\d{3}[- ]\d{2}[- ]\d{4}")
_ACCOUNT_CUE = re.compile(
    r"\b(?:account|acct|routing|iban|sort code|policy|member|customer id|customer number|passport|licen[sc]e|"
    r"wire|bank|tax id|"
    r"record number|patient|kontonummer|konto|compte)(?: (?:number|no\.?|id|nummer))?\b",
    re.IGNORECASE,
)
_SSN_CUE = re.compile(r"\b(?:social security|social|ssn)\b", re.IGNORECASE)
_CARD_CUE = re.compile(r"\b(?:card|visa|mastercard|amex|credit|debit)\b", re.IGNORECASE)
_PHONE_CUE = re.compile(
    r"\b(?:phone|call|cell|mobile|number|reach|dial|text|whatsapp|line|telefon|tel|handy|extension|direct)\b",
    re.IGNORECASE,
)
_UNITS = re.compile(
    r"\s*(?:percent|dollars?|euros?|pounds?|hours?|seats?|users?|people|units?|rows|records|bucks)\b", re.IGNORECASE
)

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
    rf"(?<![\w$€£.-])(?:{_NUMBER_WORD})(?:(?:\s*[,.–-]\s*|\s+|"
    rf"\s*\.\.\.\s*)(?:{_NUMBER_WORD})){{3,40}}\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+|\d+", re.IGNORECASE)
_LETTER = re.compile(r"[a-z]", re.IGNORECASE)


def written_numbers(text: str) -> list[PersonalData]:
    """Return the personal numbers written in digits."""
    found = []
    for match in _WRITTEN.finditer(text):
        kind = _kind_of_written(text, match)
        if kind:
            found.append(PersonalData(match.start(), match.end(), *kind))
    return found


def _kind_of_written(text: str, match: re.Match[str]) -> tuple[str, float] | None:
    run = match.group()
    digits = "".join(ch for ch in run if ch.isdigit())
    before = text[max(0, match.start() - CUE_REACH) : match.start()]
    if any(form.fullmatch(run) for form in (_DATE, _YEARS, _IP)) or _UNITS.match(text, match.end()):
        return None
    if len(digits) in CARD_DIGITS and luhn(digits):
        return CARD, 0.95
    if len(digits) == SSN_DIGITS and (_SSN_FORM.fullmatch(run) or _SSN_CUE.search(before)):
        return SSN, 0.9
    if _last(_ACCOUNT_CUE, before) >= max(_last(_PHONE_CUE, before), 0) and not _NANP.fullmatch(run):
        return ACCOUNT, 0.85
    return _phone_or_account(run, digits, before)


def _phone_or_account(run: str, digits: str, before: str) -> tuple[str, float] | None:
    if _NANP.fullmatch(run) or (run.startswith("+") and len(digits) in PHONE_DIGITS):
        return PHONE, 0.9
    if _PHONE_CUE.search(before) and len(digits) in PHONE_DIGITS and not _GROUPED.fullmatch(run):
        return PHONE, 0.8
    if len(digits) >= LONG_DIGITS and not _GROUPED.fullmatch(run):
        return (PHONE, 0.6) if len(digits) == NANP_DIGITS or run.startswith("0") else (ACCOUNT, 0.6)
    return None


def said_numbers(text: str) -> list[PersonalData]:
    """Return the personal numbers said digit by digit, such as "four one five, five five five, oh one nine nine"."""
    found = []
    for match in _SAID.finditer(text):
        digits = digits_said(match.group())
        if digits is None or _UNITS.match(text, match.end()) or not _LETTER.search(match.group()):
            continue
        before = text[max(0, match.start() - CUE_REACH) : match.start()]
        kind = _kind_of_said(digits, before)
        if kind:
            found.append(PersonalData(match.start(), match.end(), kind, 0.85))
    return found


def _kind_of_said(digits: str, before: str) -> str | None:
    if len(digits) in CARD_DIGITS and (luhn(digits) or _CARD_CUE.search(before)):
        return CARD
    if len(digits) == SSN_DIGITS and _SSN_CUE.search(before):
        return SSN
    if _last(_ACCOUNT_CUE, before) >= max(_last(_PHONE_CUE, before), 0) and len(digits) >= min(PHONE_DIGITS):
        return ACCOUNT
    if len(digits) in PHONE_DIGITS:
        return PHONE
    return ACCOUNT if len(digits) > max(PHONE_DIGITS) else None


def digits_said(words: str) -> str | None:
    """Return the digits that number words spell; None when they are an amount such as "two hundred twenty"."""
    digits: list[str] = []
    times, tens = 1, ""
    for word in _WORD.findall(words.lower()):
        if word == "hundred":
            return None
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


def luhn(digits: str) -> bool:
    """Return whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for position, ch in enumerate(reversed(digits)):
        value = int(ch) * (2 if position % 2 else 1)
        total += sum(divmod(value, 10))
    return total % 10 == 0 and bool(digits.strip("0"))


def _last(cue: re.Pattern[str], text: str) -> int:
    """Return where the last cue ends, -1 when there is none."""
    return max((match.end() for match in cue.finditer(text)), default=-1)

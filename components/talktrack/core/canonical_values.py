"""The one written form of a personal value, whatever way it was said, spelled or written in."""

from __future__ import annotations

import re
from collections.abc import Callable

from talktrack.core.plain_text import folded, plain
from talktrack.core.spoken_digits import digits_said

SHARED_DIGITS = 9
MAIL, PHONE, PERSON = "EMAIL_ADDRESS", "PHONE_NUMBER", "PERSON"
AT_WORDS = r"(?:at|ät|arobase|arobas|arroba|klammeraffe|chiocciola)"
DOT_WORDS = r"(?:dot|period|punkt|point|punto)"
UNDERSCORE_WORDS = r"(?:underscore|unterstrich|tiret bas|gui[oó]n bajo)"
DASH_WORDS = r"(?:dash|hyphen|minus|bindestrich|tiret|trait d'union|moins|gui[oó]n|menos)"
_OPEN, _CLOSE = r"(?: ?[\[({<] ?| )", r"(?: ?[\])}>] ?| )"
_SIGNS = tuple(
    (re.compile(rf"{_OPEN}{words}{_CLOSE}"), sign)
    for words, sign in (
        (AT_WORDS, "@"),
        (DOT_WORDS, "."),
        (UNDERSCORE_WORDS, "_"),
        (DASH_WORDS, "-"),
        (r"(?:plus|más)", "+"),
    )
)
_NOT_ALNUM = re.compile(r"[\W_]+")
_LINK = re.compile(r"(?:https?://)?(?:www\.)?")
_CODES = frozenset({"CREDIT_CARD", "ACCOUNT_NUMBER", "IBAN_CODE", "PASSPORT", "DEVICE_ID"})
_OF_STATE = re.compile(r"(?!IP_)[A-Z]{2}_")
_INSIDE_TRUNK = re.compile(r"\(\s?0\s?\)")
_EXTENSION = re.compile(r"(?:\bext?\.?|\bextension|(?<=[\d ])x|#)\s{0,3}\d{1,6}$")
_ABROAD = re.compile(r"\s*\(?(?:\+|plus\b|más\b)")
_CODE_OF_TWO = re.compile(r"2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")


def canonical(kind: str, text: str) -> str:
    """Return what a token is made of: the same for all ways in which one value of a kind is written or said.

    A mail address becomes its written form in small letters. A phone becomes the last nine digits of its national
    number, without country code (where "+" or "00" tells it) and trunk zero: what "0171 2345678", "+49 171 2345678"
    and the spoken digits share; two numbers that differ only before these nine are not told apart. A name becomes its
    words in small letters without accents, a spelled one its letters in a row; a number of a bank or a state its
    letters and digits.
    """
    told = plain(text).strip().lower()
    return _FORMS.get(kind, _code if kind in _CODES or _OF_STATE.match(kind) else _words)(told) or told


def _mail(told: str) -> str:
    """Return "greg.holt@gmail.com" of that, of "greg dot holt at gmail dot com", and of both with brackets."""
    found = " ".join(told.split())
    for pattern, sign in _SIGNS:
        if sign == "@" and "@" in told:
            continue
        found = pattern.sub(sign, found)
    return found.replace(" ", "")


def _phone(told: str) -> str:
    inside = _EXTENSION.sub("", _INSIDE_TRUNK.sub("", told))
    digits = digits_said(inside) or re.sub(r"\D", "", inside)
    if _ABROAD.match(inside) or digits.startswith("00"):
        digits = _national(digits.lstrip("0"))
    return digits.lstrip("0")[-SHARED_DIGITS:]


def _national(digits: str) -> str:
    """Return an international number without its country code (ITU-T E.164: no code begins another)."""
    if digits.startswith(("1", "7")):
        return digits[1:]
    return digits[2:] if _CODE_OF_TWO.match(digits) else digits[3:]


def _name(told: str) -> str:
    words = _words(told).split()
    spelled = len(words) > 2 and all(len(word) == 1 for word in words)  # noqa: PLR2004 - two are initials
    return folded(("" if spelled else " ").join(words))


def _words(told: str) -> str:
    """Return the words with single spaces; where a link begins is no difference."""
    return _NOT_ALNUM.sub(" ", _LINK.sub("", told, count=1)).strip()


def _code(told: str) -> str:
    """Return letters and digits only; what is said in number words as digits."""
    bare = _NOT_ALNUM.sub("", told)
    said = "" if any(ch.isdigit() for ch in bare) else digits_said(told) or ""
    return said if len(said) > 2 else bare  # noqa: PLR2004 - a lone number word is part of a text


_FORMS: dict[str, Callable[[str], str]] = {MAIL: _mail, PHONE: _phone, PERSON: _name}

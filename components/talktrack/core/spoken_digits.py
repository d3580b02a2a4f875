"""Digits as people say them, one by one, in pairs or in hundreds: English, German, French and Spanish words."""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNITS = (
    "zero oh o nought naught null zéro cero",
    "one eins un une uno",
    "two zwei zwo deux dos",
    "three drei trois tres",
    "four vier quatre cuatro",
    "five fünf fuenf cinq cinco",
    "six sechs seis",
    "seven sieben sept siete",
    "eight acht huit ocho",
    "nine neun neuf nueve",
    "ten zehn dix diez",
    "eleven elf onze once",
    "twelve zwölf zwoelf douze doce",
    "thirteen dreizehn treize trece",
    "fourteen vierzehn quatorze catorce",
    "fifteen fünfzehn fuenfzehn quinze quince",
    "sixteen sechzehn seize dieciséis dieciseis",
    "seventeen siebzehn diecisiete",
    "eighteen achtzehn dieciocho",
    "nineteen neunzehn diecinueve",
)
_TENS = (
    "twenty zwanzig vingt veinte",
    "thirty dreißig dreissig trente treinta",
    "forty vierzig quarante cuarenta",
    "fifty fünfzig fuenfzig cinquante cincuenta",
    "sixty sechzig soixante sesenta",
    "seventy siebzig septante setenta",
    "eighty achtzig huitante octante ochenta",
    "ninety neunzig nonante noventa",
)
_TWENTIES = "veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
_HUNDREDS = "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
_GERMAN = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_VALUES = {word: value for value, words in enumerate(_UNITS) for word in words.split()}
_VALUES |= {word: 10 * tens for tens, words in enumerate(_TENS, start=2) for word in words.split()}
_VALUES |= {word: value for value, word in enumerate(_TWENTIES.split(), start=21)}
_VALUES |= {word: 100 * hundreds for hundreds, word in enumerate(_HUNDREDS.split(), start=1)}
_VALUES |= {
    f"{unit}und{words.split()[1]}": 10 * tens + value
    for tens, words in enumerate(_TENS, start=2)
    for value, unit in enumerate(_GERMAN, start=1)
}
_VALUES |= {"quatrevingt": 80, "ciento": 100}
_TIMES = {"double": 2, "triple": 3}
_HUNDRED = frozenset({"hundred", "hundert", "cent"})
_FRENCH_TEENS = frozenset({"sept", "huit", "neuf"})
_ZEROS = frozenset(_UNITS[0].split())
_HUNDREDS_ROOM, _TENS_ROOM = 99, 9
_ROOM = {word: _TENS_ROOM for words in _TENS for word in words.split()}
_ROOM |= dict.fromkeys((*_HUNDREDS.split(), "ciento"), _HUNDREDS_ROOM)
_ROOM |= {"dix": 9, "soixante": 19, "quatrevingt": 19}
_WORD = re.compile(r"[^\W\d_]+|\d+")
_FOURSCORE = re.compile(r"\bquatre[ -]vingts?\b")

ENGLISH = (
    *(words.split()[0] for words in (*_UNITS, *_TENS)),
    *("oh", "o", "nought", "naught", "double", "triple", "hundred", "plus"),
)
EVERY = (*_VALUES, *_TIMES, *_HUNDRED, "vingts", "plus", "más")
FOREIGN_SIGNS = (
    *("null", "zwei", "zwo ", "drei", "sieben", "zéro", "deux", "trois", "quatre", "cinq", "cero", "cuatro", "siete"),
)


def any_of(words: Iterable[str]) -> str:
    """Return the alternatives of a pattern, the longest first."""
    return "|".join(sorted(map(re.escape, set(words)), key=lambda word: (-len(word), word)))


def digits_said(text: str) -> str | None:
    """Return the digits that number words and digits in a text spell; None for an amount like "two hundred twenty".

    "eight hundred" is how area codes are said: it counts once, and any hundreds do behind a zero.
    """
    found: list[str] = []
    room, times, last = 0, 1, ""
    for word in _WORD.findall(_FOURSCORE.sub("quatrevingt", text.lower())):
        value = int(word) if word.isdigit() else _VALUES.get(word)
        if word in _HUNDRED:
            if not _hundred_fits(found):
                return None
            found.append("00")
        elif word in _TIMES:
            times = _TIMES[word]
        elif value is not None and not word.isdigit() and _adds(word, value, last, room):
            found[-1] = str(int(found[-1]) + value)
            room = _ROOM.get(word, 0)
        elif value is not None:
            found.append((word if word.isdigit() else str(value)) * times)
            room, times = _ROOM.get(word, 0), 1
        last = word
    return "".join(found)


def _adds(word: str, value: int, last: str, room: int) -> bool:
    """Say whether a number word goes on with the number before: "twenty" "two", "soixante" "douze"."""
    return 0 < value <= room and word not in _ZEROS and (last != "dix" or word in _FRENCH_TEENS)


def _hundred_fits(found: list[str]) -> bool:
    if not found or len(found[-1]) != 1:
        return False
    return found[0].startswith("0") or (found[-1] in {"8", "9"} and "00" not in found)

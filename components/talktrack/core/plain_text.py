"""Text in plainer characters: what hides in odd digits, dashes, accents or invisible characters is found as well."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_DASHES = "‐‑‒–—―−﹘﹣－"
_QUOTES = "’‘ʼ＇"
_PLAIN = dict.fromkeys(_DASHES, "-") | dict.fromkeys(_QUOTES, "'") | {"＠": "@", "﹫": "@", "．": ".", "。": "."}
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_COMBINING = re.compile("[\u0300-\u036f]")


_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "å": "aa", "ł": "l"})


@dataclass(frozen=True)
class PlainText:
    """A text in plain characters; `ends[i]` is where the original of its first i characters ends (None: the same)."""

    text: str
    ends: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return which part of the original stands behind `text[start:end]` (start < end)."""
        if self.ends is None:
            return start, end
        return self.ends[start], self.ends[end]


def plain(text: str) -> str:
    """Return the text without invisible characters; digits, wide letters, dashes, quotes and spaces made ASCII."""
    return plain_text(text).text


def plain_text(text: str) -> PlainText:
    """Return the text in plain characters, with the way back to the places of the original."""
    if text.isascii():
        return PlainText(text)
    if not _INVISIBLE.search(text) and not _COMBINING.search(text):
        return PlainText("".join(ch if ch.isascii() else _plain_character(ch) for ch in text))
    kept: list[str] = []
    ends = [0]
    for place, ch in enumerate(text):
        composed = unicodedata.normalize("NFC", kept[-1] + ch) if kept and _COMBINING.match(ch) else ""
        if len(composed) == 1:
            kept[-1] = composed
            ends[-1] = place + 1
        elif not _INVISIBLE.match(ch):
            kept.append(_plain_character(ch))
            ends.append(place + 1)
    return PlainText("".join(kept), tuple(ends))


def folded(text: str) -> str:
    """Return a text in small letters as keyboards without accents write it: "mueller" of "Müller", "lefevre"."""
    low = text.lower()
    if low.isascii():
        return low
    spelled = unicodedata.normalize("NFC", low).translate(_TWO_LETTERS)
    return "".join(ch for ch in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(ch))


@lru_cache(maxsize=4096)
def _plain_character(ch: str) -> str:
    if ch in _PLAIN:
        return _PLAIN[ch]
    digit = unicodedata.decimal(ch, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(ch) in {"Zs", "Cf"}:
        return " "
    wide = unicodedata.normalize("NFKC", ch)
    return wide if len(wide) == 1 else ch

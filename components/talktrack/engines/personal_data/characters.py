"""Text with one character for each character, in plainer ones: what hides in odd digits or dashes is found as well."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_DASHES = "‐‑‒–—―−﹘﹣－"
_QUOTES = "’‘ʼ＇"
_PLAIN = dict.fromkeys(_DASHES, "-") | dict.fromkeys(_QUOTES, "'") | {"＠": "@", "﹫": "@", "．": ".", "。": "."}


def plain(text: str) -> str:
    """Return the text with Unicode digits, wide letters, dashes, quotes and spaces made ASCII, place by place."""
    if text.isascii():
        return text
    return "".join(ch if ch.isascii() else _plain_character(ch) for ch in text)


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

"""Text out of bytes whose charset a mail declares, rightly or wrongly; never fails, never yields half a character.

Only charsets of mail are known: Python's other codecs unpack archives, run for minutes or make lone surrogates.
"""

from __future__ import annotations

import codecs
from functools import lru_cache

FALLBACK = "cp1252"

# What senders declare, by Python's name, to the charset that reads it best: Windows' supersets of the old standards.
_SUPERSETS = {
    "ascii": FALLBACK,
    "iso8859-1": FALLBACK,
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_KNOWN = frozenset(
    {
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"),
        *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
        *("cp437", "cp850", "cp852", "cp855", "cp866", "cp874", "cp932", "cp949", "cp950"),
        *(f"cp125{page}" for page in range(9)),
        *("koi8-r", "koi8-u", "mac-roman", "gb18030", "hz", "big5hkscs", "johab"),
        *("euc_jp", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_ext", "iso2022_kr"),
    }
)
_LATIN = frozenset({FALLBACK, "iso8859-15"})


def decode(data: bytes, declared: str) -> str:
    """Return the text of bytes in the declared charset; where that is unknown or wrong, in UTF-8, else as Windows-1252.

    Bytes that no charset explains become U+FFFD. UTF-8 that was declared as a Latin charset is read as UTF-8: other
    text is hardly ever valid UTF-8 by chance.
    """
    if data.isascii() and not (data.find(b"\x1b") >= 0 or data.find(b"~{") >= 0 or data.find(b"\0") >= 0):
        return data.decode("ascii")
    charset = _charset(declared)
    first = "utf-8" if charset in _LATIN else charset
    try:
        return data.decode(first)
    except UnicodeDecodeError:
        pass
    last = charset if charset in _LATIN else FALLBACK
    return data.decode(last if first == "utf-8" else _valid(data), "replace")


def _valid(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return FALLBACK
    return "utf-8"


@lru_cache(maxsize=256)
def _charset(declared: str) -> str:
    """Return the codec for a declared charset; UTF-8, which falls back, for those that nobody knows."""
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return "utf-8"
    name = _SUPERSETS.get(name, name)
    return name if name in _KNOWN else "utf-8"

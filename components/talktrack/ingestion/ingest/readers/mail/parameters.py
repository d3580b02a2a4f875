"""Values with parameters: ``text/plain; charset="utf-8"``, with long and foreign ones as in RFC 2231."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from talktrack.ingestion.ingest.readers.mail import charsets, encoded_words

MAX_PARAMETERS = 100

_PARAMETER = re.compile(r';\s*([^=;\s"]{1,100})\s*=\s*(?:"((?:[^"\\]|\\.)*)(?:"|\\?\Z)|([^;\s]*))', re.DOTALL)
_QUOTED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Value:
    """What stands before the first semicolon, in lower case, and the parameters by lower-case name."""

    main: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=256)
def parse(value: str) -> Value:
    """Return a structured value; parameters beyond `MAX_PARAMETERS` and those without a name are left out."""
    main = value.partition(";")[0].strip().lower()
    given: dict[str, str] = {}
    for _, found in zip(range(MAX_PARAMETERS), _PARAMETER.finditer(value), strict=False):
        quoted = found[2]
        plain = found[3] if quoted is None else _QUOTED.sub(r"\1", quoted) if "\\" in quoted else quoted
        given.setdefault(found[1].lower(), plain)
    return Value(main, given if not any("*" in name for name in given) else _joined(given))


def file_name(disposition: Value, kind: Value) -> str | None:
    """Return the name that a part has as a file, as people read it; senders put it in either field."""
    found = disposition.parameters.get("filename") or kind.parameters.get("name")
    return encoded_words.plain(found)[:255] if found else None


def _joined(given: Mapping[str, str]) -> dict[str, str]:
    """Put pieces (``name*0``, ``name*1*``) together in order and decode what has a charset (``name*``)."""
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    joined: dict[str, str] = {}
    for name, value in given.items():
        base, star, rest = name.partition("*")
        number = rest.rstrip("*")
        if not star:
            joined[base] = value
        elif number.isdecimal() or not number:
            pieces.setdefault(base, {})[int(number[:4] or 0)] = (value, rest.endswith("*") or not rest)
    return joined | {base: _decoded([found[place] for place in sorted(found)]) for base, found in pieces.items()}


def _decoded(pieces: list[tuple[str, bool]]) -> str:
    """Return the text of pieces; the first that is percent-encoded names the charset and the language."""
    if not any(encoded for _, encoded in pieces):
        return "".join(value for value, _ in pieces)
    charset, apostrophe, rest = pieces[0][0].partition("'")
    if apostrophe and "'" in rest:
        pieces = [(rest.partition("'")[2], pieces[0][1]), *pieces[1:]]
    raw = b"".join(unquote_to_bytes(value) if encoded else value.encode() for value, encoded in pieces)
    return charsets.decode(raw, charset if apostrophe else "utf-8")

"""What a cue's payload says: voices, and words without tags and escapes."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from talktrack.ingestion.ingest.readers.captions.blocks import MARKS

VOICE = "<v"

_SPAN = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>")
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]*>|</?>")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INVISIBLE = str.maketrans({"\u00a0": " ", "\u200e": None, "\u200f": None})


def plain(payloads: Sequence[str], marks: Collection[str] = MARKS) -> list[str]:
    """Return the words of each payload on one line, without tags and with character references resolved.

    A ``<`` that is never closed is text: losing words would be worse than keeping a sign. Where `marks` do not tell of
    tags, references and line ends there are none.
    """
    if "<" not in marks and "&" not in marks and "\n" not in marks:
        return list(map(str.strip, payloads))
    return [
        _plain(payload) if "<" in payload or "&" in payload or "\n" in payload else payload.strip()
        for payload in payloads
    ]


def voices(payload: str) -> list[tuple[str | None, str]]:
    """Return (name, words) of every voice span and of what stands outside; neighbours of one name are joined."""
    spoken = groupby(_spans(payload), key=itemgetter(0))
    return [(name, " ".join(words for _, words in spans)) for name, spans in spoken]


@lru_cache(maxsize=1024)
def annotation(text: str) -> str | None:
    """Return the name in a voice tag, its spaces as the grammar reads them; None where there is none."""
    return " ".join(_plain(text).split()) or None


def _spans(payload: str) -> Iterator[tuple[str | None, str]]:
    """Yield (name, words) of the parts of a payload that have words; a closing tag is optional."""
    before, *spans = _SPAN.split(payload)
    parts: list[tuple[str | None, str]] = [(None, before)]
    for name, part in zip(spans[::2], spans[1::2], strict=True):
        inside, _, outside = part.partition("</v>")
        parts += [(annotation(name), inside), (None, outside)]
    return ((name, words) for name, part in parts if (words := _plain(part)))


def _plain(payload: str) -> str:
    payload = _TAG.sub("", payload)
    payload = _REFERENCE.sub(_resolved, payload)
    return (_on_one_line(payload) if "\n" in payload else payload).strip()


def _resolved(reference: re.Match[str]) -> str:
    return _character(reference[0])


@lru_cache(maxsize=1024)
def _character(reference: str) -> str:
    """Return the character of a reference; spaces that do not break are spaces, and direction marks are nothing."""
    return html.unescape(reference).translate(_INVISIBLE)


def _on_one_line(payload: str) -> str:
    """Return the lines joined by single spaces; there may be millions, so no list of them is made."""
    payload = payload.replace("\n", " ").replace("\t", " ")
    while "  " in payload:
        payload = payload.replace("  ", " ")
    return payload

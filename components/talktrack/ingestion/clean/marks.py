"""Marks of the recogniser or the typist, such as ``[crosstalk]`` or ``(laughs)``: taken out, and counted by reason."""

from __future__ import annotations

import re

from talktrack.core.edits import Replacement
from talktrack.ingestion.clean.lexicons import Lexicon

_BRACKETED = re.compile(r"\[[^\[\]\n]{2,60}\]|\([^()\n]{2,60}\)|<[^<>\n]{2,60}>|\*[^*\n]{2,40}\*|♪[^♪\n]{0,80}♪")
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?")
_WORDS = re.compile(r"[a-z_-]+|[^\W\d_]+|\d+")


def marks(text: str, lexicon: Lexicon) -> list[Replacement]:
    """Return removals of bracketed marks whose every word is a word of marks; any other bracket is content."""
    found: list[Replacement] = []
    for match in _BRACKETED.finditer(text):
        inside = _TIME.sub(" ", match.group()[1:-1].lower())
        words = _WORDS.findall(inside)
        if (words and all(word in lexicon.marks for word in words)) or match.group()[0] == "♪":
            change = _taken(text, match.start(), match.end())
            if found and change.start <= found[-1].end:
                change = _taken(text, found.pop().start, change.end)
            found.append(change)
    return found


def _taken(text: str, start: int, end: int) -> Replacement:
    while end < len(text) and text[end] == " ":
        end += 1
    if end == len(text) or text[end] in ".,?!;":
        start = len(text[:start].rstrip(" "))
    return Replacement(start, end, "", "mark")

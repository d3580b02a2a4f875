"""Marks of the recogniser or the typist, such as ``[crosstalk]`` or ``(laughs)``: taken out, and counted by reason."""

from __future__ import annotations

import re

from talktrack.core.edits import Replacement
from talktrack.ingestion.clean.lexicon import Lexicon

_BRACKETED = re.compile(r"\[[^\[\]\n]{2,60}\]|\([^()\n]{2,60}\)|<[^<>\n]{2,60}>|\*[^*\n]{2,40}\*|♪[^♪\n]{0,80}♪")
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?")
_WORDS = re.compile(r"[^\W\d]+(?:-[^\W\d]+)*|\d+")


def marks(text: str, lexicon: Lexicon) -> list[Replacement]:
    """Return removals of bracketed marks whose every word is a word of marks; any other bracket is content."""
    found: list[Replacement] = []
    for match in _BRACKETED.finditer(text):
        if match.group()[0] == "♪" or _names_a_mark(match.group()[1:-1], lexicon):
            change = _taken(text, match.start(), match.end())
            if found and change.start <= found[-1].end:
                change = _taken(text, found.pop().start, change.end)
            found.append(change)
    return found


def _names_a_mark(inside: str, lexicon: Lexicon) -> bool:
    named = {*_WORDS.findall(_TIME.sub(" ", inside.lower()))}
    return bool(named & lexicon.marks) and named <= lexicon.marks | lexicon.mark_joiners


def _taken(text: str, start: int, end: int) -> Replacement:
    while end < len(text) and text[end] == " ":
        end += 1
    if end == len(text) or text[end] in ".,?!;\n":
        while start > 0 and text[start - 1] == " ":
            start -= 1
    return Replacement(start, end, "", "mark")

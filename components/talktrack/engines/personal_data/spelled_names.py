"""Names spelled out, letter by letter: behind "spelled", and where the letters in a row are a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import CUE_REACH, Block
from talktrack.engines.personal_data.known_names import Names, Tokens
from talktrack.engines.personal_data.lexicon import lexicon
from talktrack.engines.personal_data.spans import PERSON

_REACH = 80
_SHORTEST, _LONG = 3, 7
_LETTERS = r"(?P<letters>[^\W\d_](?:(?:[ .-]|, ){1,3}[^\W\d_]\b){2,24})"
_SPELLED = re.compile(
    r"\b(?:spel(?:l|t|led|ling)|buchstabier(?:e|t|en)|épelle|épelé|deletre(?:o|a|ado)|se escribe)\b"
    r"(?: (?:it|that|is|as|my|the|last|first|name|with|out|like|so|sich|das|ist|ça|comme|así)){0,4}[ ,:]{1,3}"
    rf"{_LETTERS}",
    re.IGNORECASE,
)
_CUES = ("spel", "buchstabier", "épel", "deletre", "se escribe")
_JOINS = frozenset({" ", "-", ".", ". ", ", "})
_NAME_CUE = re.compile(r"\b(?:name|nom|nombre|nachname|vorname|apellido|called|heiße|llamo)\b", re.IGNORECASE)


def spelled_names(block: Block) -> list[PersonalData]:
    """Return the letters that somebody says to spell."""
    found = [m for cue in _CUES for m in block.near(_SPELLED, cue, reach=_REACH, before=1)]
    return [PersonalData(m.start("letters"), m.end("letters"), PERSON, 0.8) for m in found]


def letters_of_names(tokens: Tokens, names: Names) -> list[PersonalData]:
    """Return single letters in a row that spell a known name, one of the lists, or, being many, no other word."""
    found = []
    for start, stop in _rows(tokens):
        begin, end = tokens.matches[start].start(), tokens.matches[stop - 1].end()
        word = "".join(ch for ch in tokens.text[begin:end] if ch.isalpha())
        if word.lower() in names.parts or (
            word.isupper() and _is_name(word.lower(), tokens.text[max(0, begin - CUE_REACH) : begin])
        ):
            found.append(PersonalData(begin, end, PERSON, 0.8))
    return found


def _rows(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Yield where three single letters or more stand in a row, or are joined by hyphens."""
    start = 0
    while start < len(tokens.words):
        stop = start + 1
        if len(tokens.words[start]) == 1:
            while stop < len(tokens.words) and len(tokens.words[stop]) == 1 and tokens.gap(stop) in _JOINS:
                stop += 1
        if stop - start >= _SHORTEST or _hyphened(tokens.words[start]):
            yield start, stop
        start = stop


def _hyphened(word: str) -> bool:
    return len(word) >= 2 * _SHORTEST - 1 and word[1] == "-" and set(word[1::2]) == {"-"}


def _is_name(word: str, before: str) -> bool:
    known = lexicon()
    if len(word) < _SHORTEST or word in known.plain:
        return False
    listed = len(word) > _SHORTEST and (word in known.given or word in known.family)
    return listed or len(word) >= _LONG or bool(_NAME_CUE.search(before))

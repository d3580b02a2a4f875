"""The words of a text as correct sees them: which may be changed, and which follow each other in one breath."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from talktrack.ingestion.correct.pronunciation import sounds

PRONOUN = "I"
LONGEST_WORD = 40
"""Letters above which a word is none that anybody said; its sounds are nobody's business."""
_TOKEN = re.compile(r"[^\W_]+(?:['’&][^\W_]+)*")
_ADDRESS = re.compile(r"[@/\\_]|\.\w")
_POSSESSIVE = re.compile(r"['’]s$")
_FILLERS = "uh um er erm hmm mm mhm"
_PRONOUNS = "i'm i've i'd i'll i’m i’ve i’d i’ll"
_SPOKEN_SIGNS = "dot slash underscore hyphen"
_SIGNS = frozenset(_SPOKEN_SIGNS.split())
_NO_TERM = frozenset((*_FILLERS.split(), *_PRONOUNS.split(), *_SIGNS))


class Token(NamedTuple):
    """A word at text[start:end], without a possessive ending, with its small letters and its sounds.

    `free`: not a term already, no piece of an address, no filler; `number`: has digits; `joined`: one space or hyphen
    parts it from the word before; `opens`: a sentence.
    """

    start: int
    end: int
    text: str
    lower: str
    sounds: str
    free: bool
    number: bool
    joined: bool
    opens: bool
    possessive: bool


def tokens_of(text: str, taken: Iterable[tuple[int, int]]) -> list[Token]:
    """Return the words of a text; those inside the `taken` spans are not free."""
    kept = {place for start, end in taken for place in range(start, end)}
    return list(_apart_from_addresses(list(_tokens(text, kept))))


def _apart_from_addresses(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the words; those around a spoken sign ("marta dot lee") are not free."""
    signs = [token.lower in _SIGNS for token in tokens]
    for place, token in enumerate(tokens):
        yield token._replace(free=False) if any(signs[max(place - 1, 0) : place + 2]) else token


def _tokens(text: str, kept: set[int]) -> Iterator[Token]:
    before = 0
    for match in _TOKEN.finditer(text):
        start, end, word = match.start(), match.end(), match.group()
        between = text[before:start]
        lower = word.lower()
        long = len(word) > LONGEST_WORD
        free = not (
            long
            or start in kept
            or lower in _NO_TERM
            or (between and between[-1] in "@/\\_.")
            or _ADDRESS.match(text, end)
        )  # fmt: skip
        before = end
        possessive = _POSSESSIVE.search(word)
        if possessive:
            end -= 2
            word, lower = word[:-2], lower[:-2]
        number = not lower.isalpha() and any(letter.isdigit() for letter in lower)
        opens = not start or between.strip() in {".", "?", "!"}
        joined = between in {" ", "-"}
        yield Token(
            start, end, word, lower, "" if long else sounds(lower), free, number, joined, opens, bool(possessive)
        )


def mixed(tokens: Sequence[Token]) -> bool:
    """Say that a capital I among small letters is the pronoun."""
    return len(tokens) > 1 and any(t.text == PRONOUN for t in tokens) and any(t.text.islower() for t in tokens)


def is_letter(word: str) -> bool:
    """Say whether a small-letter word is a letter that is said by its name, and no word."""
    return len(word) == 1 and word not in {"a", "i"}

"""How a term may be written and said: its splits, its letters, its sounds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from talktrack.ingestion.correct.english import english
from talktrack.ingestion.correct.numbers import number_words
from talktrack.ingestion.correct.pronunciation import sounds, spelled

SHORTEST_PIECE = 3
RAREST_PIECE = 20.0
"""Bits of the rarest word that counts as a piece of a compound: said once in a million words."""
LONGEST_SPELLED = 5
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
_NOT_ALNUM = re.compile(r"[\W_]+")


def skeleton(text: str) -> str:
    """Return the lower-case letters and digits of a text, nothing else."""
    return _NOT_ALNUM.sub("", text).lower()


def pieces(written: str) -> list[str]:
    """Return the words of a term: "Nimbus Desk", "NetSuite" and "Snowflake" have two each, "SAML" is one."""
    return [part for piece in _PIECE.findall(written) for part in _compound(piece)]


def _compound(piece: str) -> list[str]:
    """Divide a word into the two likeliest known ones, if there are such."""
    word, known = piece.lower(), english().words
    if piece.isupper():
        return [piece]
    cuts = (
        (known.get(word[:at], math.inf), known.get(word[at:], math.inf), at)
        for at in range(SHORTEST_PIECE, len(word) - SHORTEST_PIECE + 1)
    )
    likely = sorted((left + right, at) for left, right, at in cuts if max(left, right) < RAREST_PIECE)
    return [word[: likely[0][1]], word[likely[0][1] :]] if likely else [piece]


def written_forms(written: str) -> Iterator[str]:
    """Yield how the very letters of a term come out of a recogniser: as written, split, joined or one by one."""
    yield written
    parts = pieces(written)
    yield " ".join(parts)
    yield "".join(parts)
    for word in parts:
        if is_spelled(word):
            yield " ".join(" ".join(other) if other == word else other for other in parts)


def is_spelled(word: str) -> bool:
    """Say whether a piece of a term is said letter by letter: short and in capitals."""
    return word.isupper() and len(word) <= LONGEST_SPELLED


def sayings(written: str) -> list[str]:
    """Return the sounds of a term: a short one is said by its letters or as a word, numbers in several ways."""
    said = [""]
    for part in pieces(written):
        said = [begun + way for begun in said for way in _ways(part)]
    if written.isalnum() and len(written) <= LONGEST_SPELLED:
        said.append(sounds(written.lower()))
    return list(dict.fromkeys(said))


def _ways(part: str) -> list[str]:
    word = part.lower()
    if part.isdigit():
        return ["".join(map(sounds, way)) for way in number_words(part)]
    return [sounds(word), spelled(word)] if is_spelled(part) else [sounds(word)]

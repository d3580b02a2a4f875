"""Pairs of ``make bench`` for correct: 5 000 terms in 4.7 MB of talk, whole words, whatever their case."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from flashtext import KeywordProcessor  # type: ignore[import-untyped] # it has no types

from talktrack.core.vocabulary import common_words
from talktrack.ingestion.correct.phrases import Phrases
from tests.benchmarks.pair import Pair, Row, measured

TERMS = 5_000
CHARACTERS = 4_700_000
SLOW_CHARACTERS = 47_000
SAID = 0.002
SYLLABLES = "ka lo mi ven tor pex qua zen bri dal fy nova sol tek ware dex lum arc"

Hits = list[tuple[int, int]]


def flashtext() -> Pair:
    """The trie of a pure Python library."""
    terms = _terms()
    phrases, processor = Phrases((term, term) for term in terms), KeywordProcessor()
    processor.add_keywords_from_list(terms)
    text = _text(terms, CHARACTERS)

    def theirs() -> Hits:
        return [(start, end) for _, start, end in processor.extract_keywords(text, span_info=True)]

    def ours() -> Hits:
        return [(hit.start, hit.end) for hit in phrases.find(text)]

    return _pair("5 000 correction terms over 4.7 MB", "flashtext", 0.12, ours, theirs)


def alternation() -> Pair:
    """One regular expression of all terms; it is asked a hundredth of the text, and so are we."""
    terms = _terms()
    phrases = Phrases((term, term) for term in terms)
    longest_first = sorted(map(re.escape, terms), key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(longest_first)})\b", re.IGNORECASE)
    text = _text(terms, SLOW_CHARACTERS)

    def theirs() -> Hits:
        return [found.span() for found in pattern.finditer(text)]

    def ours() -> Hits:
        return [(hit.start, hit.end) for hit in phrases.find(text)]

    return _pair("5 000 correction terms over 47 kB", "one regular expression", 0.01, ours, theirs)


PAIRS: Sequence[Callable[[], Pair]] = (flashtext, alternation)


def rows() -> list[Row]:
    """Return every pair's row."""
    return [measured(make()) for make in PAIRS]


def _pair(what: str, peer: str, target: float, ours: Callable[[], Hits], theirs: Callable[[], Hits]) -> Pair:
    def check() -> None:
        expected = theirs()
        assert len(expected) > 5
        assert ours() == expected

    return Pair("correct", what, peer, target, ours, theirs, check)


def _terms() -> list[str]:
    """Return names of one to three invented words."""
    rng, syllables = Random(7), SYLLABLES.split()
    terms: dict[str, None] = {}
    while len(terms) < TERMS:
        words = ("".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(rng.choice((1, 1, 2, 2, 3))))
        terms[" ".join(words)] = None
    return list(terms)


def _text(terms: Sequence[str], size: int) -> str:
    """Return talk in which a term is said now and then, with capitals, commas and full stops."""
    rng, words = Random(3), sorted(common_words())
    parts: list[str] = []
    length = 0
    while length < size:
        word = rng.choice(terms).title() if rng.random() < SAID else rng.choice(words)
        part = word + rng.choice((" ", " ", " ", " ", ", ", ". "))
        parts.append(part)
        length += len(part)
    return "".join(parts)


if __name__ == "__main__":
    for row in rows():
        print(f"{row['what']:40} {row['peer']:24} {row['value']:<8} {row['target']}")

"""Pairs of ``make bench`` for sentences with their places, on text in which the peers see the same sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import blingfire  # type: ignore[import-untyped]
import pysbd  # type: ignore[import-untyped]

from talktrack.core.sentences import spans
from tests.benchmarks.pair import Pair, Row, measured

CHARACTERS = 5_000_000
FEWER_CHARACTERS = 40_000
WORDS = (
    *("what", "about", "the", "price", "we", "could", "start", "in", "march", "that", "is", "fair", "let", "me", "ask"),
    *("our", "team", "and", "then", "rollout", "takes"),
)
LAST = ("price", "team", "rollout", "plan")
INSIDE = ("Mr. Smith", "3.5 percent", "acme.com/pricing", "$1,200.50", "e.g. training", "Dr. Reed", "the U.S. team")


def against_blingfire() -> Pair:
    """Long text, against a finite-state machine in C++ that also returns offsets."""
    text = _text(CHARACTERS)

    def check() -> None:
        assert _cut(text, spans(text)) == blingfire.text_to_sentences(text).split("\n")

    def theirs() -> object:
        return blingfire.text_to_sentences_and_offsets(text)

    return Pair("sentences", "5 MB with offsets", "blingfire with offsets", 0.5, lambda: spans(text), theirs, check)


def against_pysbd() -> Pair:
    """Text of one call, against the rules whose golden sentences are our tests."""
    text = _text(FEWER_CHARACTERS)
    segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)

    def check() -> None:
        assert _cut(text, spans(text)) == [span.sent.strip() for span in segmenter.segment(text)]

    def theirs() -> object:
        return segmenter.segment(text)

    return Pair("sentences", "40 kB with offsets", "pysbd with spans", 0.02, lambda: spans(text), theirs, check)


PAIRS: Sequence[Callable[[], Pair]] = (against_blingfire, against_pysbd)


def rows() -> list[Row]:
    """Return every pair's row."""
    return [measured(make()) for make in PAIRS]


def _text(characters: int) -> str:
    rng, said, size = Random(7), list[str](), 0
    while size < characters:
        words = rng.choices(WORDS, k=rng.randint(4, 18))
        if rng.random() < 1 / 3:
            words.insert(rng.randint(1, len(words) - 1), rng.choice(INSIDE))
        sentence = " ".join([*words, rng.choice(LAST)])
        said.append(f"{sentence[0].upper()}{sentence[1:]}{rng.choice('..?!')}")
        size += len(said[-1]) + 1
    return " ".join(said)


def _cut(text: str, places: Sequence[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in places]

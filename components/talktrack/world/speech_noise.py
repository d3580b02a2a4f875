"""How speech differs from text: fillers, repetitions, false starts and misheard terms, each with its span."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from talktrack.world.grammar import TERM, Piece
from talktrack.world.phrasebooks import PhraseBook
from talktrack.world.truth import Span

FILLER = 0.03
REPETITION = 0.008
FALSE_START = 0.05
MISHEARD = 0.15

_SENTENCE_START = re.compile(r"(?:^|(?<=[.?!] ))[a-z]")
_SPACE = re.compile(r" ")


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn as meant and as recognised, with spans in each."""

    clean: str
    text: str
    noise: list[Span]
    personal: list[Span]
    clean_personal: list[Span]


@dataclass(frozen=True, slots=True)
class _Change:
    """Replace clean[start:end] by `text`."""

    start: int
    end: int
    text: str
    kind: str
    value: str


def hear(rng: Random, pieces: Sequence[Piece], book: PhraseBook) -> Heard:
    """Turn the pieces of one turn into its clean text and its recognised text."""
    clean, marks = assembled(pieces)
    changes = sorted(_changes(rng, clean, marks, book), key=lambda change: change.start)
    text, noise = _applied(clean, changes)
    personal = [mark for mark in marks if mark.kind != TERM]
    heard = [_moved(mark, changes) for mark in personal]
    return Heard(clean=clean, text=text, noise=noise, personal=heard, clean_personal=personal)


def assembled(pieces: Sequence[Piece]) -> tuple[str, list[Span]]:
    """Join pieces, begin sentences with a capital, and return the spans of tagged pieces."""
    raw = "".join(text for text, _ in pieces)
    clean = _SENTENCE_START.sub(lambda found: found.group().upper(), raw)
    marks: list[Span] = []
    position = 0
    for text, tag in pieces:
        end = position + len(text)
        if tag:
            marks.append(Span(start=position, end=end, kind=tag, value=clean[position:end]))
        position = end
    return clean, marks


def _changes(rng: Random, clean: str, marks: Sequence[Span], book: PhraseBook) -> Iterator[_Change]:
    if rng.random() < FALSE_START:
        words = book.pick(rng, "false_start")
        yield _Change(0, 0, f"{words[0].upper()}{words[1:]}, ", "false_start", "")
    for mark in marks:
        heard = book.misheard.get(mark.value) if mark.kind == TERM else None
        if heard and rng.random() < MISHEARD:
            yield _Change(mark.start, mark.end, rng.choice(heard), "misheard", mark.value)
    for space in _SPACE.finditer(clean):
        point = rng.random()
        at = space.start()
        if point < FILLER + REPETITION and not any(mark.start <= at <= mark.end for mark in marks):
            if point < FILLER:
                yield _Change(at, at, f" {book.pick(rng, 'filler')},", "filler", "")
            else:
                yield from _repeated(clean, at)


def _repeated(clean: str, space: int) -> Iterator[_Change]:
    """Repeat the word before a space, if it is a plain word."""
    word = clean[clean.rfind(" ", 0, space) + 1 : space]
    if word.isalpha():
        yield _Change(space, space, f" {word.lower() if word != 'I' else word}", "repetition", "")


def _applied(clean: str, changes: Sequence[_Change]) -> tuple[str, list[Span]]:
    parts: list[str] = []
    noise: list[Span] = []
    done = shift = 0
    for change in changes:
        parts += (clean[done : change.start], change.text)
        start = change.start + shift
        noise.append(Span(start=start, end=start + len(change.text), kind=change.kind, value=change.value))
        shift += len(change.text) - (change.end - change.start)
        done = change.end
    return "".join((*parts, clean[done:])), noise


def _moved(mark: Span, changes: Sequence[_Change]) -> Span:
    """Shift a span by the changes before it; no change lies inside personal data."""
    shift = sum(len(change.text) - (change.end - change.start) for change in changes if change.end <= mark.start)
    return Span(start=mark.start + shift, end=mark.end + shift, kind=mark.kind, value=mark.value)

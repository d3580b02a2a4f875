"""A turn's text as words with their places, so that rules can look left and right."""

from __future__ import annotations

import re
from dataclasses import dataclass

from talktrack.core.edits import Replacement

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SENTENCE_ENDS = ".?!:;\n"


@dataclass(frozen=True)
class Word:
    """One word: text[start:end], lower-cased, with what stands between it and the next word (or the end)."""

    start: int
    end: int
    lower: str
    gap: str


def words_of(text: str) -> list[Word]:
    """Return the words of a text in order."""
    found = list(_WORD.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        Word(m.start(), m.end(), m.group().lower().replace("’", "'"), text[m.end() : end])
        for m, end in zip(found, ends, strict=False)
    ]


def gap_before(text: str, words: list[Word], index: int) -> str:
    """Return what stands between a word and the one before it (or the beginning)."""
    return words[index - 1].gap if index else text[: words[index].start]


def opens_sentence(text: str, words: list[Word], index: int) -> bool:
    """Say whether a word is the first of its sentence."""
    return index == 0 or any(mark in gap_before(text, words, index) for mark in SENTENCE_ENDS)


def removal(text: str, start: int, end: int, reason: str) -> Replacement:
    """Return the replacement that takes text[start:end] out, keeping spacing, commas and the capital in order.

    A comma on both sides belongs to what is taken out; a capital at the beginning passes to the next word.
    """
    opens = _opens(text, start)
    capital = text[start:end][:1].isupper() and opens
    if opens and text[end : end + 1] in {".", "?", "!"}:
        return Replacement(start, len(text) - len(text[end:].lstrip(".?! ")), "", reason)
    follows = re.match(r"\s*[,–—-]*\s*", text[end:])
    after = end + (follows.end() if follows else 0)
    closed = "," in text[end:after]
    before = start
    while closed and before > 0 and text[before - 1] in ", ":
        before -= 1
    if after < len(text) and text[after] in ".?!;":
        before = len(text[:start].rstrip(" ,"))
    filling = " " if before < start and after < len(text) and text[after] not in ".?!;" else ""
    if capital and after < len(text) and text[after].islower():
        return Replacement(before, after + 1, filling + text[after].upper(), reason)
    return Replacement(before, after, filling, reason)


def _opens(text: str, start: int) -> bool:
    head = text[:start].rstrip()
    return not head or head[-1] in SENTENCE_ENDS


def apart(replacements: list[Replacement]) -> list[Replacement]:
    """Return replacements in order without any that overlaps or touches an earlier one."""
    kept: list[Replacement] = []
    for change in sorted(replacements, key=lambda r: (r.start, -r.end)):
        if not kept or change.start >= kept[-1].end:
            kept.append(change)
    return kept

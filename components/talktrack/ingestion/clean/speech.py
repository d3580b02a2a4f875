"""Spoken text as the rules see it: folded letters, what stands beside a phrase, and how a phrase is taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from talktrack.core.edits import Replacement

SENTENCE_ENDS = ".?!:;\n"
FARTHEST = 60
"""Characters that are read to either side of a phrase: longer words or gaps decide nothing."""

_BEFORE_FIRST = ' \t"“‘('
_AFTER = re.compile(r"[^\S\n]*[,–—-]*[^\S\n]*")
_CLOSING = re.compile(r"[.?! ]*")
_NEXT = re.compile(r"([^\w\n]{0,9})([\w']{0,60})(?: ([\w']{0,60}))?")
_LAST_WORD = re.compile(r"(?<![\w'])[\w']+$")
_BOUNDLESS = re.compile(rf"[^{SENTENCE_ENDS}]*")


class Place(msgspec.Struct, frozen=True, gc=False):
    """A phrase and its neighbours, folded; `left` is empty where the phrase opens a sentence, `right` at its end."""

    text: str
    folded: str
    start: int
    end: int
    left: str
    left_start: int
    before: str
    after: str
    right: str
    second: str

    @property
    def opens(self) -> bool:
        """Say whether the phrase is the first of its sentence."""
        return not self.left

    @property
    def comma_before(self) -> bool:
        """Say whether a comma separates the phrase from the word before it."""
        return "," in self.before

    @property
    def comma_after(self) -> bool:
        """Say whether a comma separates the phrase from the word behind it."""
        return "," in self.after

    @property
    def ends(self) -> bool:
        """Say whether the sentence ends with the phrase."""
        return not self.right or any(mark in self.after for mark in SENTENCE_ENDS)

    @property
    def before_left(self) -> str:
        """Return the word before `left`, empty where that opens the sentence."""
        return word_before(self.folded, self.left_start)[0] if self.left else ""

    @property
    def sentence_before(self) -> list[str]:
        """Return the words of the sentence before the phrase that stand near enough."""
        near = self.folded[max(0, self.start - FARTHEST) : self.start]
        return re.split(r"[.?!:;\n]", near)[-1].replace(",", " ").split()

    @property
    def interrupts_capital(self) -> bool:
        """Say whether a phrase in small letters stands before a sentence's capital ("Sure. like, We do")."""
        after = self.end + len(self.after)
        capital = self.text[after : after + 1].isupper() and self.right.split("'")[0] != "i"
        return capital and self.text[self.start].islower()


def folded(text: str) -> str:
    """Return text in small letters with straight apostrophes, every character at its place."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return small.replace("’", "'")


def word_before(folded: str, place: int) -> tuple[str, int, str]:
    """Return the word before a place in its sentence, where it starts, and what stands between; empty without one."""
    stop = place - 2 if folded[place - 2 : place] == ", " else place - 1
    if place <= 1 or folded[place - 1] == "\n" or folded[place - 2] in SENTENCE_ENDS:
        return "", max(stop, 0), folded[max(stop, 0) : place]
    near = max(0, stop - FARTHEST)
    begin = max(folded.rfind(" ", near, stop), folded.rfind("\n", near, stop)) + 1
    word = folded[begin:stop]
    if (begin or not near) and folded[place - 1] == " " and (word.isalnum() or word.replace("'", "").isalnum()):
        return word, begin, folded[stop:place]
    return _word_before(folded, place)


def _word_before(folded: str, place: int) -> tuple[str, int, str]:
    stop = place
    while stop > 0 and place - stop < FARTHEST and not folded[stop - 1].isalnum():
        stop -= 1
    between = folded[stop:place]
    if not stop or not _BOUNDLESS.fullmatch(between):
        return "", stop, between
    found = _LAST_WORD.search(folded, max(0, stop - FARTHEST), stop)
    word = found.group() if found else ""
    return word, stop - len(word), between


def place_of(text: str, folded: str, first: int, start: int, end: int) -> Place:
    """Return the phrase text[start:end] with its neighbours; from `first` on, fillers before it are gone already."""
    left, left_start, before = word_before(folded, first)
    found = _NEXT.match(folded, end)
    after, right, second = found.groups("") if found else ("", "", "")
    return Place(text, folded, start, end, left, left_start, before, after, right, second)


def opens_sentence(text: str, start: int) -> bool:
    """Say whether what starts here is the first of its sentence."""
    while start > 0 and text[start - 1] in _BEFORE_FIRST:
        start -= 1
    return start == 0 or text[start - 1] in SENTENCE_ENDS


def removal(text: str, start: int, end: int, reason: str, *, keeps_comma: bool = False) -> Replacement:
    """Return the replacement that takes text[start:end] out, keeping spacing, commas and the capital in order.

    Commas on both sides go with what is taken out, or one stays; a capital at the beginning passes to the next word.
    """
    opens = opens_sentence(text, start)
    if opens and text[end : end + 1] in {".", "?", "!"}:
        return Replacement(start, _end(_CLOSING, text, end), "", reason)
    after = _end(_AFTER, text, end)
    last = after == len(text) or text[after] in ".?!;\n"
    before = _gap_start(text, start) if last or ("," in text[end:after] and not opens) else start
    filling = "" if before == start or last else ", " if keeps_comma else " "
    if opens and text[start].isupper() and text[after : after + 1].islower():
        return Replacement(before, after + 1, filling + text[after].upper(), reason)
    return Replacement(before, after, filling, reason)


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _gap_start(text: str, start: int) -> int:
    while start > 0 and text[start - 1] in ", ":
        start -= 1
    return start


def apart(replacements: Iterable[Replacement]) -> list[Replacement]:
    """Return replacements in order without any that overlaps an earlier one."""
    kept: list[Replacement] = []
    for change in sorted(replacements, key=lambda r: (r.start, -r.end)):
        if not kept or change.start >= kept[-1].end:
            kept.append(change)
    return kept

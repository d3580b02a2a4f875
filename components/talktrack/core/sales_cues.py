"""Words and phrases by which a call's turns give themselves away: what rules go by, and what heads are told as well.

The lists are our own: a line of ``sales_cues.txt`` names a cue and its phrases, separated by commas. Phrases stand
between spaces or marks; a star leaves the end of a word open. Time grows with the text, hardly with the lists: only
phrases that begin with a word of the text are looked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

Cues = npt.NDArray[np.float32]
Given = tuple[int, str]
"""The column of a cue and the words that gave it."""

WORDS_KEPT = 16_384
"""Words whose phrases are remembered: most of what is said in calls is a few thousand words."""
LONGEST_WORD = 40
"""No phrase begins with a longer word, so what is longer is looked at so far only."""
_WORD = re.compile(r"\w+")


@cache
def cues() -> Mapping[str, Sequence[str]]:
    """Return the phrases of each cue by its name."""
    lines = (files("talktrack.core") / "sales_cues.txt").read_text(encoding="utf-8").splitlines()
    parts = (line.partition(":") for line in lines)
    return {name: [phrase.strip() for phrase in phrases.split(",")] for name, _, phrases in parts}


@cache
def places() -> Mapping[str, int]:
    """Return the column of each cue."""
    return {name: place for place, name in enumerate(cues())}


def counted(texts: Sequence[str]) -> Cues:
    """Return how often each text gives each cue, of shape (len(texts), len(cues()))."""
    return totals([given(text) for text in texts])


def totals(rows: Sequence[Sequence[Given]]) -> Cues:
    """Return how often each row holds each cue, of shape (len(rows), len(cues()))."""
    found = np.zeros((len(rows), len(cues())), dtype=np.float32)
    for row, cues_given in zip(found, rows, strict=True):
        for cue, _ in cues_given:
            row[cue] += 1.0
    return found


def given(text: str) -> list[Given]:
    """Return the cues that a text gives with their words; the longest phrase of a cue counts, and no word twice."""
    plain = text.lower().replace("’", "'")
    free = defaultdict[int, int](int)
    found: list[Given] = []
    for word in _WORD.finditer(plain):
        start, here = word.start(), list[int]()
        for phrase in _beginning(word.group()[:LONGEST_WORD]):
            if phrase.cue not in here and start >= free[phrase.cue] and (end := phrase.end(plain, start)):
                here.append(phrase.cue)
                free[phrase.cue] = end
                found.append((phrase.cue, plain[start:end]))
    return found


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One phrase of a cue, as its literal or, where a star stands in it, as a pattern."""

    cue: int
    literal: str
    pattern: re.Pattern[str] | None

    def end(self, text: str, start: int) -> int:
        """Return where the phrase ends that begins at `start`; 0 when it does not."""
        if self.pattern is not None:
            match = self.pattern.match(text, start)
            return match.end() if match else 0
        end = start + len(self.literal)
        whole = text.startswith(self.literal, start) and not _goes_on(text, end)
        return end if whole else 0


def _goes_on(text: str, at: int) -> bool:
    return at < len(text) and (text[at].isalnum() or text[at] == "_")


@cache
def _phrases() -> tuple[Mapping[str, Sequence[_Phrase]], Mapping[str, Sequence[_Phrase]], int]:
    """Return phrases by their first word, those whose first word is open by its beginning, and the shortest such."""
    whole, opened = defaultdict[str, list[_Phrase]](list), defaultdict[str, list[_Phrase]](list)
    for cue, phrases in enumerate(cues().values()):
        for phrase in phrases:
            first = _WORD.match(phrase)
            if first is None:
                continue
            pattern = re.compile(re.escape(phrase).replace(r"\*", r"\w*") + r"(?!\w)") if "*" in phrase else None
            side = opened if phrase[first.end() :].startswith("*") else whole
            side[first.group()].append(_Phrase(cue, phrase, pattern))
    return whole, opened, min(map(len, opened))


@lru_cache(maxsize=WORDS_KEPT)
def _beginning(word: str) -> tuple[_Phrase, ...]:
    """Return the phrases that may begin with a word, the longest first."""
    whole, opened, shortest = _phrases()
    found = list(whole.get(word, ()))
    for length in range(shortest, len(word) + 1):
        found += opened.get(word[:length], ())
    return tuple(sorted(found, key=lambda one: -len(one.literal)))

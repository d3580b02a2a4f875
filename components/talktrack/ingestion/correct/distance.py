"""How far a heard form is from a term: by letters, and by the sounds that survive mishearing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_SPELLINGS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"t?ch|sh|tj|dge?(?=[^r]|$)(?<=dg)|j"), "1"),
    (re.compile(r"th"), "t"),
    (re.compile(r"gh(?=t|$)"), ""),
    (re.compile(r"x"), "ks"),
    (re.compile(r"ck|q|c(?![eiy])"), "k"),
    (re.compile(r"c|z"), "s"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_VOICE = str.maketrans({"b": "p", "d": "t", "g": "k", "v": "f", "h": None, "w": None, "y": "a"})
_VOWELS = re.compile(r"[aeiou]+")


def distance(left: str, right: str, limit: int) -> int:
    """Return the optimal string alignment distance (insert, delete, replace, swap); limit + 1 when beyond."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def similarity(left: str, right: str) -> float:
    """Return 1 - distance / length of the longer, in [0, 1]."""
    size = max(len(left), len(right), 1)
    return 1.0 - distance(left, right, size) / size


@lru_cache(maxsize=65536)
def sound(form: str) -> str:
    """Return the consonants of an English form as classes that are easily confused; a first vowel counts as `a`.

    Voiced and voiceless consonants fall together (b/p, d/t, g/k, v/f, z/s), as do spellings of one sound; w and h are
    dropped. "cooper netties" and "kubernetes" are both k-p-r-n-t-s.
    """
    for pattern, letters in _SPELLINGS:
        form = pattern.sub(letters, form)
    form = form.translate(_VOICE)
    first = "a" if form[:1] in set("aeiou") else ""
    return first + _VOWELS.sub("", form)


def joined_sound(words: Sequence[str]) -> str:
    """Return the sound of words said in a row: letters of two words make no digraph, a doubled sound counts once."""
    heard = sound(words[0].lower())
    for word in words[1:]:
        following = sound(word.lower()).removeprefix("a")
        heard += following[1:] if following[:1] == heard[-1:] else following
    return heard

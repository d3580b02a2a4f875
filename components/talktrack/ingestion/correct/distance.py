"""How far a heard form is from a term: edits and, cheaper, sounds."""

from __future__ import annotations

import re

_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"ck|q|c(?=[aou]|$|[^eiyh])"), "k"),
    (re.compile(r"c(?=[eiy])|z"), "s"),
    (re.compile(r"gh(?=$|t)|(?<=[aeiou])h|^h(?=[^aeiou])"), ""),
    (re.compile(r"[aeiouy]+"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"d(?=$)"), "t"),
    (re.compile(r"v"), "f"),
)


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


def sound(form: str) -> str:
    """Return a rough sound of an English word form: vowels fall together, as do consonants that sound alike."""
    for pattern, letter in _SOUNDS:
        form = pattern.sub(letter, form)
    return form

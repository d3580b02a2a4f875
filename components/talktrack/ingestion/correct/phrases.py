"""Many phrases in one pass: the Aho-Corasick automaton over text, whole words, whatever their case.

A phrase matches where its words stand with one character between them, be that a space, a hyphen or a full stop. The
pattern of a phrase begins and ends with a space and the text's other characters are made spaces first, so that the
automaton itself sees to whole words and nothing is left to check.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V")


class Hit(NamedTuple, Generic[V]):
    """A phrase found at text[start:end], with the value that it stands for."""

    start: int
    end: int
    value: V


class _Spaces(dict[int, str | int]):
    """A translation that keeps letters, digits and underscores, and makes a space of everything else."""

    def __missing__(self, code: int) -> str | int:
        letter = chr(code)
        self[code] = answer = code if letter == "_" or letter.isalnum() else " "
        return answer


_SPACES = _Spaces()


class Phrases(Generic[V]):
    """Phrases with their values, ready to be found in text after text."""

    def __init__(self, phrases: Iterable[tuple[str, V]]) -> None:
        """Build the automaton; the first value given for a phrase wins."""
        import ahocorasick  # type: ignore[import-not-found] # a C extension without stubs

        self._automaton = ahocorasick.Automaton()
        for phrase, value in phrases:
            pattern = f" {_plain(phrase)} "
            if pattern.strip() and not self._automaton.exists(pattern):
                self._automaton.add_word(pattern, (len(pattern) - 2, value))
        self._empty = not len(self._automaton)
        self._automaton.make_automaton()

    def find(self, text: str) -> list[Hit[V]]:
        """Return the phrases in a text, left to right, the leftmost and then the longest where they overlap."""
        if self._empty:
            return []
        found = [
            Hit(end - size - 1, end - 1, value) for end, (size, value) in self._automaton.iter(f" {_plain(text)} ")
        ]
        if len(found) > 1:
            found.sort(key=lambda hit: (hit.start, -hit.end))
        taken: list[Hit[V]] = []
        for hit in found:
            if not taken or hit.start >= taken[-1].end:
                taken.append(hit)
        return taken


def _plain(text: str) -> str:
    """Return the text in small letters, a space for all that is no part of a word; no character changes its place."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return lowered.translate(_SPACES)

"""The text that finders look at: many texts joined by line ends, with the parts that several of them need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

CUE_REACH = 60
_DIGITS = re.compile(r"\d(?:[^\d\n]{0,6}+\d){3,}+")
_MARGIN = 12
_NUMBER = re.compile(r"\d+")
_ADDRESS_BEFORE = 100
_ADDRESS_BEHIND = 120


@dataclass(frozen=True)
class Block:
    """A text of which each character stands for one character of what was read."""

    text: str

    @cached_property
    def lower(self) -> str:
        """Return the text in lower case, place by place."""
        lowered = self.text.lower()
        return lowered if len(lowered) == len(self.text) else "".join(_lower(ch) for ch in self.text)

    @cached_property
    def digit_windows(self) -> list[tuple[int, int]]:
        """Return the parts in which four digits or more stand close together."""
        return self._windows(_DIGITS, _MARGIN, _MARGIN)

    @cached_property
    def house_windows(self) -> list[tuple[int, int]]:
        """Return the parts around numbers: as much before and behind them as an address may have."""
        return self._windows(_NUMBER, _ADDRESS_BEFORE, _ADDRESS_BEHIND)

    def _windows(self, pattern: re.Pattern[str], before: int, behind: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for match in pattern.finditer(self.text):
            start, end = max(0, match.start() - before), match.end() + behind
            if found and start <= found[-1][1]:
                start = found.pop()[0]
            found.append((start, end))
        return found

    def in_houses(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield the matches of a pattern in the parts around numbers."""
        for start, end in self.house_windows:
            yield from pattern.finditer(self.text, start, end)

    def in_digits(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield the matches of a pattern in the parts that hold digits."""
        for start, end in self.digit_windows:
            yield from pattern.finditer(self.text, start, end)

    def near(
        self, pattern: re.Pattern[str], literal: str, reach: int = 120, before: int | None = None
    ) -> Iterator[re.Match[str]]:
        """Yield the matches of a pattern that begin in the line of a literal, which is looked for in small letters."""
        end = 0
        place = self.lower.find(literal)
        while place >= 0:
            left = max(0, place - (reach if before is None else before))
            start = max(end, left, self.lower.rfind("\n", left, place) + 1)
            stop = place + len(literal) + reach
            for match in pattern.finditer(self.text, start, min(stop, len(self.text))):
                end = max(end, match.end())
                yield match
            place = self.lower.find(literal, max(place + 1, end))

    def before(self, place: int, reach: int = CUE_REACH) -> str:
        """Return what stands right before a place."""
        return self.text[max(0, place - reach) : place]


def _lower(ch: str) -> str:
    lowered = ch.lower()
    return lowered if len(lowered) == 1 else ch

"""People who are known by name, and whether a word that is one of their names stands for them here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from talktrack.core.plain_text import folded
from talktrack.core.vocabulary import common_words
from talktrack.engines.personal_data import name_lists as lists
from talktrack.engines.personal_data.lexicon import lexicon

LONGEST_NAME = 4
SHORTEST_PART = 2
SHORTEST_HELD = 4
MOST_PIECES = 3
_JOINTS = re.compile(r"[\d_'-]+")
_TOKEN = re.compile(r"\w+(?:[-'](?!s\b)\w+)*")


@dataclass(frozen=True)
class Tokens:
    """The words of a text with their places."""

    text: str

    @cached_property
    def matches(self) -> list[re.Match[str]]:
        """Return the words as matches."""
        return list(_TOKEN.finditer(self.text))

    @cached_property
    def words(self) -> list[str]:
        """Return the words as written."""
        return [match.group() for match in self.matches]

    @cached_property
    def lows(self) -> list[str]:
        """Return the words in lower case."""
        return [word.lower() for word in self.words]

    def low(self, index: int) -> str:
        """Return a word in lower case, "" outside of the text."""
        return self.lows[index] if 0 <= index < len(self.lows) else ""

    def gap(self, index: int) -> str:
        """Return what stands between a word and the one before it (the line ends it)."""
        if not 0 < index < len(self.matches):
            return "\n"
        return self.text[self.matches[index - 1].end() : self.matches[index].start()]

    def opens(self, index: int) -> bool:
        """Say whether a word opens a sentence or a line."""
        start = self.matches[index].start()
        head = self.text[max(0, start - 3) : start].rstrip(" \"'([")
        return not head or head[-1] in ".!?\n:…"


class Names:
    """Known people by the words of their names."""

    def __init__(self, names: Iterable[str]) -> None:
        """Index full names and their parts; single letters and particles do not count alone."""
        self.full: set[tuple[str, ...]] = set()
        self.parts: set[str] = set()
        for form in {form for name in names for form in (name.lower(), folded(name))}:
            words = tuple(_TOKEN.findall(form.replace("’", "'")))
            if words:
                self.full.add(words)
                self.parts |= {
                    word for word in words if len(word) > SHORTEST_PART or (word[:1] != word and len(words) == 1)
                } - lists.PARTICLES
        self.firsts = {words[0] for words in self.full}

    def at(self, tokens: Tokens, index: int) -> tuple[int, float]:
        """Return how many words from here on are a known name, and how sure that is; (0, 0) when none begins here."""
        low = tokens.lows[index]
        if low not in self.parts and low not in self.firsts:
            return (1, 0.85) if not low.isalpha() and self._holds(low) else (0, 0.0)
        size = self.full_at(tokens, index)
        if size:
            return size, 0.95
        if low in self.parts and stands_for_person(tokens, index, known=True):
            return extended(tokens, index), 0.85
        return 0, 0.0

    def _holds(self, low: str) -> bool:
        """Say whether a word is put together with a known name: "tobias-achterberg", "achterberg42"."""
        pieces = _JOINTS.split(low)
        return 1 < len(pieces) <= MOST_PIECES and any(
            len(piece) >= SHORTEST_HELD and piece in self.parts and piece not in common_words() for piece in pieces
        )

    def full_at(self, tokens: Tokens, index: int) -> int:
        """Return how many words from here on are a known full name, 0 when none begins here."""
        if tokens.lows[index] not in self.firsts:
            return 0
        for size in range(LONGEST_NAME, 1, -1):
            if tuple(tokens.lows[index : index + size]) in self.full and _close(tokens, index, size):
                return size
        return 0


def stands_for_person(tokens: Tokens, index: int, *, known: bool = False) -> bool:
    """Judge one word that is a name: a company's name is none; a common word must be capitalised inside a sentence.

    Somebody `known` to be around is also believed at the beginning of a sentence, unless the next word shows a plain
    verb there ("Will you", "Mark the").
    """
    word, following = tokens.words[index], tokens.low(index + 1)
    adjacent = tokens.gap(index + 1) == " "
    if following in lists.ORGANISATION and adjacent:
        return False
    ordinary = common_words() if known else lexicon().plain
    if word.lower() not in ordinary and len(word) > SHORTEST_PART:
        return True
    plain = tokens.opens(index) and not (known and not (adjacent and following in lists.FOLLOWS_VERB))
    return word[0].isupper() and not plain


def extended(tokens: Tokens, index: int) -> int:
    """Return 2 when a surname follows, a capitalised word that is no ordinary one, else 1."""
    if index + 1 < len(tokens.words) and tokens.gap(index + 1) == " ":
        word, low = tokens.words[index + 1], tokens.lows[index + 1]
        plain = low in common_words() or low in lists.NOT_NAMES or low in lists.ORGANISATION
        named = word[0].isupper() and not word.isupper() and len(word) >= SHORTEST_PART
        if named and not plain and tokens.low(index + 2) not in lists.ORGANISATION:
            return 2
    return 1


def _close(tokens: Tokens, index: int, size: int) -> bool:
    return all(tokens.gap(later) in {" ", ". ", "  "} for _, later in pairwise(range(index, index + size)))

"""Names as whole words in texts, found in one pass however many names there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?:\n]\W*$")


@dataclass(frozen=True)
class Mention:
    """A name as it was said: how many words it has, whether with a capital, and whether first in its sentence."""

    name: str
    words: int
    is_capital: bool
    is_first: bool


class NameIndex:
    """Names by their words; a key is whatever the caller wants to get back."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Index (name, key) pairs by the first word of the name."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for name, key in sorted(set(names)):
            words = tuple(_WORD.findall(name.casefold()))
            if words:
                self._by_first[words[0]].append((words, key))

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield every name that a text says, in any case."""
        if not self._by_first:
            return
        said = [word.casefold() for word in _WORD.findall(text)]
        if self._by_first.keys().isdisjoint(said):
            return
        words = list(_WORD.finditer(text))
        for index, word in enumerate(said):
            for name, key in self._by_first.get(word, ()):
                if tuple(said[index : index + len(name)]) == name:
                    start = words[index].start()
                    is_first = index == 0 or bool(_SENTENCE_END.search(text[words[index - 1].end() : start]))
                    yield Mention(key, len(name), text[start].isupper(), is_first)

"""Which competitors a conversation mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from talktrack.core.conversation import Turn
from talktrack.core.knowledge import Knowledge

_WORD = re.compile(r"[^\W_]+")


class CompetitorIndex:
    """The competitors that any deal of the tenant names, by their words, so that one pass over a text finds them."""

    def __init__(self, names: Iterable[str]) -> None:
        """Index the names by their first word."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in sorted(set(names)):
            words = tuple(_WORD.findall(name.lower()))
            if words:
                self._by_first.setdefault(words[0], []).append((words, name))

    @classmethod
    def of(cls, knowledge: Knowledge) -> CompetitorIndex:
        """Index the competitors of all deals; a deal's own list is today's, so it serves as vocabulary only."""
        return cls(name for deal in knowledge.deals.values() for name in deal.competitors)

    def mentioned(self, turns: Iterable[Turn]) -> list[str]:
        """Return the competitors said in the turns, sorted."""
        found: set[str] = set()
        for turn in turns:
            words = _WORD.findall(turn.text)
            lowered = [word.lower() for word in words]
            for index, word in enumerate(lowered):
                for name_words, name in self._by_first.get(word, ()):
                    said = tuple(lowered[index : index + len(name_words)])
                    if said == name_words and (words[index][0].isupper() or len(name_words) > 1):
                        found.add(name)
        return sorted(found)

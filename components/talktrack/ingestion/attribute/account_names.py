"""Which accounts a text names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from talktrack.core.knowledge import Knowledge

_WORD = re.compile(r"[^\W_]+")


class AccountNames:
    """The accounts by the words of their names, so that one pass over a text finds them."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Index the names of two words or more by their first word: a single word is said for too many reasons."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for account in knowledge.accounts.values():
            words = tuple(_WORD.findall(account.name.lower()))
            if len(words) > 1:
                self._by_first[words[0]].append((words, account.id))

    def mentioned(self, text: str) -> Iterator[str]:
        """Yield the accounts whose full name a text says."""
        words = _WORD.findall(text.lower())
        for index, word in enumerate(words):
            for name, account in self._by_first.get(word, ()):
                if tuple(words[index : index + len(name)]) == name:
                    yield account

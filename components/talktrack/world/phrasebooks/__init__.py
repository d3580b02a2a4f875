"""Three disjoint phrase books: rules are tuned on `first` and validated on `second`; `third` is held out, to report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from random import Random

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.world.grammar import Grammar

BOOKS = ("first", "second", "third")
PARTS = ("talk.txt", "pains.txt", "names.txt")


@dataclass(frozen=True)
class PhraseBook:
    """A grammar with the word lists that belong to it; `name` is one of `BOOKS`."""

    name: str
    grammar: Grammar

    def words(self, rule: str) -> list[str]:
        """Return the plain alternatives of a word list such as ``given`` or ``city``.

        Raises:
            ConfigurationInvalidError: the book lacks the list.
        """
        if rule not in self.grammar.rules:
            raise ConfigurationInvalidError(f"phrase book {self.name!r} has no list [{rule}]: add it to names.txt.")
        return self._lists[rule]

    def pick(self, rng: Random, rule: str) -> str:
        """Return one entry of a word list."""
        return rng.choice(self.words(rule))

    @cached_property
    def _lists(self) -> dict[str, list[str]]:
        plain = (rule for rule in self.grammar.rules if rule != "terms")
        return {rule: [_plain(option) for option in self.grammar.rules[rule]] for rule in plain}

    @cached_property
    def misheard(self) -> dict[str, list[str]]:
        """Domain terms by their right form, with what a recogniser hears instead."""
        return dict(_term(_plain(option)) for option in self.grammar.rules["terms"])

    def pains(self, industry: str) -> list[str]:
        """Return the names of what hurts in an industry."""
        return self.words(industry)


@cache
def load(name: str) -> PhraseBook:
    """Return a phrase book by name.

    Raises:
        ConfigurationInvalidError: there is no such book.
    """
    if name not in BOOKS:
        raise ConfigurationInvalidError(f"phrase book {name!r} does not exist: choose one of {', '.join(BOOKS)}.")
    folder = files(__name__) / name
    lines = [line for part in PARTS for line in (folder / part).read_text(encoding="utf-8").splitlines()]
    return PhraseBook(name=name, grammar=Grammar.parse(lines))


def _plain(option: tuple[object, ...]) -> str:
    return "".join(node[0] for node in option if isinstance(node, tuple) and isinstance(node[0], str))


def _term(line: str) -> tuple[str, list[str]]:
    right, _, heard = line.partition(" = ")
    return right, heard.split(" | ")

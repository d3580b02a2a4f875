"""A small compositional grammar: rules with alternatives that expand to tagged pieces of text.

One rule is a section ``[name]`` followed by one alternative per line. Inside a line, ``{a|b|}`` is an inline choice,
``<rule>`` a reference to a value of the telling or to a rule, ``<pain:symptom>`` a rule of whatever the value `pain`
names, ``<n:2-40>`` a whole number, and ``<t:SSO>`` a domain term that a recogniser may mishear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from talktrack.core.errors import ConfigurationInvalidError

TERM = "TERM"

Piece = tuple[str, str]
"""Text and its tag: empty, ``TERM``, or a kind of personal data such as ``PERSON`` or ``EMAIL:spoken``."""

Value = str | Piece | Callable[[Random], Piece]


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a value or a rule; `scope` is the value that names the rule's family."""

    scope: str
    name: str


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number between two bounds, written in digits."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences."""

    options: tuple[Sequence, ...]


Node = Piece | Ref | Number | Choice
Sequence = tuple[Node, ...]

_TOKEN = re.compile(r"[{}|]|<[^<>]+>|[^{}|<>]+")


@dataclass
class Telling:
    """The state of one conversation's text: its random numbers, its values, and what was said last by each rule."""

    rng: Random
    values: dict[str, Value]
    last: dict[str, int] = field(default_factory=dict)


class Grammar:
    """Rules by name, compiled once."""

    def __init__(self, rules: dict[str, tuple[Sequence, ...]]) -> None:
        """Keep compiled rules."""
        self.rules = rules

    @classmethod
    def parse(cls, lines: Iterable[str]) -> Grammar:
        """Compile sections of alternatives; a section that occurs twice continues."""
        found: dict[str, list[Sequence]] = {}
        name = ""
        for raw in lines:
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("["):
                name = line.strip("[]")
                found.setdefault(name, [])
            else:
                found[name].append(_compiled(line))
        return cls({key: tuple(options) for key, options in found.items()})

    def tell(self, rule: str, telling: Telling) -> list[Piece]:
        """Expand one rule into pieces; no rule picks the same alternative twice in a row.

        Raises:
            ConfigurationInvalidError: the phrase book lacks the rule.
        """
        pieces: list[Piece] = []
        self._rule(rule, telling, pieces)
        return pieces

    def _rule(self, rule: str, telling: Telling, out: list[Piece]) -> None:
        options = self.rules.get(rule)
        if options is None:
            raise ConfigurationInvalidError(f"the phrase book has no rule [{rule}]: add the section to its files.")
        index = int(telling.rng.random() * len(options))
        if telling.last.get(rule) == index:
            index = (index + 1) % len(options)
        telling.last[rule] = index
        self._sequence(options[index], telling, out)

    def _sequence(self, nodes: Sequence, telling: Telling, out: list[Piece]) -> None:
        for node in nodes:
            if isinstance(node, tuple):
                out.append(node)
            elif isinstance(node, Ref):
                self._reference(node, telling, out)
            elif isinstance(node, Choice):
                self._sequence(node.options[int(telling.rng.random() * len(node.options))], telling, out)
            else:
                out.append((str(telling.rng.randint(node.low, node.high)), ""))

    def _reference(self, ref: Ref, telling: Telling, out: list[Piece]) -> None:
        if ref.scope:
            self._rule(f"{telling.values[ref.scope]}.{ref.name}", telling, out)
            return
        value = telling.values.get(ref.name)
        if value is None:
            self._rule(ref.name, telling, out)
        elif isinstance(value, str):
            out.append((value, ""))
        else:
            out.append(value if isinstance(value, tuple) else value(telling.rng))


def _compiled(line: str) -> Sequence:
    tokens = iter(_TOKEN.findall(line))
    return _options(tokens, inside=False)[0]


def _options(tokens: Iterator[str], *, inside: bool) -> tuple[Sequence, ...]:
    options: list[list[Node]] = [[]]
    for token in tokens:
        if token == "}" and inside:
            break
        if token == "|" and inside:
            options.append([])
        elif token == "{":
            options[-1].append(Choice(_options(tokens, inside=True)))
        else:
            options[-1].append(_node(token))
    return tuple(tuple(option) for option in options)


def _node(token: str) -> Node:
    if not token.startswith("<"):
        return (token, "")
    scope, _, name = token[1:-1].rpartition(":")
    if scope == "t":
        return (name, TERM)
    if scope == "n":
        low, high = name.split("-")
        return Number(int(low), int(high))
    return Ref(scope, name)

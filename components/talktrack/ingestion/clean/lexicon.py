"""What one language's rules ask for: its fillers and their judges, its repetitions, beginnings and marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from talktrack.ingestion.clean.speech import Place

Judge = Callable[[Place], bool]
"""Says whether a phrase at its place is a filler, so that no meaning goes with it."""

Trie = dict[str, "Trie"]

_SUBJECT = re.compile(r"\bi\b")


def between_commas(place: Place) -> bool:
    """Judge a phrase in the most careful way: a filler is what two commas set off amid a sentence."""
    return not place.opens and place.comma_before and place.comma_after


def words(text: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(text.split())


@dataclass(frozen=True, eq=False)
class Repetitions:
    """What is said twice on purpose in one language: as emphasis, as a number, or because grammar wants it twice.

    `calls` are said twice where they open a sentence or with a comma between, not amid a sentence.
    `doubles` maps a word to the words behind which it is right twice (none named: everywhere), such as "told you you".
    `echoed` words come twice in answers to what they ask ("what it is is"); `objects` may end one clause and begin the
    next. `acting` maps words that are a verb and a name to what stands behind them where they open a question.
    `comparing` words may follow a word and, within a comparison, follow it again ("well, as well as").
    """

    emphatics: frozenset[str]
    calls: frozenset[str]
    formulas: frozenset[tuple[str, ...]]
    numerals: frozenset[str]
    doubles: Mapping[str, frozenset[str]]
    echoed: frozenset[str]
    objects: frozenset[str]
    acting: Mapping[str, frozenset[str]]
    comparing: frozenset[str]


@dataclass(frozen=True, eq=False)
class Beginnings:
    """Which first words of a sentence lead nowhere when a comma and a new beginning follow.

    `unfinished` cannot end a clause, `weak` cannot behind `openers`. `determiners` and a noun make no clause, unless it
    is of time (`times`), nor does one of `subjects` with a verb, unless that is `complete`; an answer (`answered`) is
    one, and so is a verb behind one of `conditions` ("once you do"). Behind what is `demanding` "I" begins anew, too.
    `answers` begin a sentence though no list of words has them; `musing` makes a parenthesis.
    """

    unfinished: frozenset[str]
    weak: frozenset[str]
    openers: frozenset[str]
    determiners: frozenset[str]
    times: frozenset[str]
    subjects: frozenset[str]
    complete: frozenset[str]
    demanding: frozenset[str]
    conditions: frozenset[str]
    answered: frozenset[str]
    connectives: frozenset[str]
    answers: frozenset[str]
    musing: frozenset[str]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words of one language that the cleaning rules ask for; all in small letters.

    `sounds` are no words and always go; `reactions` go beside a comma only, as they may also answer.
    `phrases` go where their judge says so; so do `asides`, which are only looked at with a comma behind them.
    With only a comma behind it, a phrase of `closer_look` goes unjudged, except behind the words named there.
    Without commas, a phrase of `meant_behind` is meant behind the words named there, and where it opens a sentence.
    `marks` name what a bracket holds that nobody said; `mark_joiners` may stand beside them. `function_words` tell the
    language, and where one said twice is a slip (`repetitions`).
    """

    sounds: frozenset[str]
    function_words: frozenset[str]
    reactions: frozenset[str] = frozenset()
    phrases: Mapping[str, Judge] = field(default_factory=dict)
    asides: Mapping[str, Judge] = field(default_factory=dict)
    closer_look: Mapping[str, frozenset[str]] = field(default_factory=dict)
    meant_behind: Mapping[str, frozenset[str]] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()
    mark_joiners: frozenset[str] = frozenset()
    clause_words: frozenset[str] = frozenset()
    repetitions: Repetitions | None = None
    beginnings: Beginnings | None = None

    @cached_property
    def judges(self) -> dict[str, Judge]:
        """Return the judge of every phrase and aside."""
        return {**self.asides, **self.phrases}

    @cached_property
    def decided(self) -> dict[str, frozenset[str]]:
        """Return what goes with only a comma behind it, and the words behind which it needs a closer look."""
        return {**dict.fromkeys(self.sounds, frozenset()), **self.closer_look}

    @cached_property
    def scanner(self) -> re.Pattern[str]:
        """Return the pattern of a sound or a phrase behind a space."""
        return re.compile(rf" {_alternation({*self.sounds, *self.reactions, *self.phrases})}(?![\w'-])")

    @cached_property
    def backward_scanner(self) -> re.Pattern[str] | None:
        """Return the pattern of an aside with a comma, all letters reversed: few places have a comma.

        A capital amid a sentence begins anew, so that only "I" has one.
        """
        if not self.asides:
            return None
        curly = {aside.replace("'", "’") for aside in self.asides} | {*self.asides}
        written = curly | {_SUBJECT.sub("I", aside) for aside in curly}
        return re.compile(rf",{_alternation(aside[::-1] for aside in written)}(?=[\s\"“”„(—–…])")


def _alternation(phrases: Iterable[str]) -> str:
    """Return a pattern of some phrases that shares their beginnings: it tries no letter twice, the longest first."""
    trie: Trie = {}
    for phrase in phrases:
        node = trie
        for letter in phrase:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(trie)


def _branches(node: Trie) -> str:
    options = [re.escape(letter) + _branches(rest) for letter, rest in sorted(node.items()) if letter]
    if not options:
        return ""
    if len(options) == 1 and "" not in node:
        return options[0]
    return f"(?:{'|'.join(options)})" + ("?" if "" in node else "")

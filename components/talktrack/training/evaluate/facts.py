"""Facts that a text states and that can be looked up: numbers with what they count, dates, names and commitments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from talktrack.core.sentences import spans
from talktrack.core.tokens import TOKEN
from talktrack.training.evaluate.number_words import Number, numbers, words_of

NUMBER, DATE, NAME, COMMITMENT = "number", "date", "name", "commitment"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CITATION = re.compile(r"\[\d{1,3}\]")
_DAYS = _words("monday tuesday wednesday thursday friday saturday sunday tomorrow tonight")
_MONTHS = _words("january february march april june july august september october november december")
_MONEY = {"$": "dollar", "€": "euro", "£": "pound", "usd": "dollar", "eur": "euro", "gbp": "pound", "%": "percent"}
_FILLERS = _words(
    "a an the of per each every or and to in on at for by is are was were it its us we you i about roughly some"
)
_CAPITAL = re.compile(r"(?<=[a-z,;:] )[A-Z][\w'’-]*[a-z]|\b[A-Z]{2,}\b")
_PROMISE = re.compile(r"\b(?:I|[Ww]e)(?:['’]ll| will| shall)(?: also| then| gladly)? ([a-z]+)|\b[Ll]et['’]?s ([a-z]+)")
_CONTEXT_WORDS = 2


@dataclass(frozen=True)
class Fact:
    """One thing stated: its kind, its value in a form that equal facts share, and the words beside a number."""

    kind: str
    value: str
    beside: frozenset[str] = frozenset()


def facts(text: str) -> list[Fact]:
    """Return what a text states; citations such as ``[1]`` state nothing."""
    plain = _CITATION.sub(" ", text)
    tokens = [Fact(NAME, token) for token in TOKEN.findall(plain)]
    plain = TOKEN.sub(" ", plain)
    words = words_of(plain)
    found = [_number(words, number) for number in numbers(words)]
    found += [Fact(DATE, word) for word in words if word in _DAYS or word in _MONTHS]
    return [*tokens, *found, *_names(plain), *_promises(plain)]


def _number(words: Sequence[str], number: Number) -> Fact:
    """Return a number with the words behind it, or those before where nothing is left behind."""
    around = [words[number.start - 1]] if number.start and words[number.start - 1] in _MONEY else []
    near = takewhile(lambda word: not word[0].isdigit(), words[number.end : number.end + 2 * _CONTEXT_WORDS])
    behind = [word for word in near if word not in _FILLERS]
    before = [word for word in words[: number.start] if word not in _FILLERS and not word[0].isdigit()]
    beside = around + (behind[:_CONTEXT_WORDS] or before[-_CONTEXT_WORDS:])
    return Fact(NUMBER, f"{number.value.normalize():f}", frozenset(_stem(_MONEY.get(word, word)) for word in beside))


def _names(text: str) -> Iterator[Fact]:
    """Yield capitalised words inside of sentences; the first word of one says nothing about being a name."""
    for start, end in spans(text):
        for found in _CAPITAL.findall(text[start:end]):
            word = found.lower()
            if word not in _DAYS and word not in _MONTHS and not word.startswith(("i'", "i’")):
                yield Fact(NAME, word)


def _promises(text: str) -> Iterator[Fact]:
    """Yield what somebody says they will do."""
    for first, second in _PROMISE.findall(text):
        yield Fact(COMMITMENT, _stem(first or second))


def _stem(word: str) -> str:
    """Return a word without its plural or its ending of time, which is all that is needed to compare units."""
    for ending in ("ies", "ing", "es", "ed", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending)
    return word

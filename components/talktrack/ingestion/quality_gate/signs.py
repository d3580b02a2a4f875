"""The signs of business and of private talk: which words and phrases say something, and how many of each a text has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

MONEY, OTHER, LENGTH = "money", "other", "length"
KINDS = ("trade", "business", "everyday business", "private", "intimate", MONEY, OTHER, LENGTH)
WHOLE_LENGTH = 40
KNOWN_WORDS = 20_000

_WORD = re.compile(r"[a-z]+")
_MONEY = re.compile(
    r"[$€£]\s?\d|\d\s?(?:%|(?:dollars|euros?|pounds|quid|bucks|grand|thousand|million|usd|eur|gbp|percent|per cent)\b)",
    re.IGNORECASE,
)
_SPELLED = (
    ("’", "'"),
    ("can't", "cannot"),
    ("won't", "will not"),
    ("n't", " not"),
    ("'m", " am"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'ll", " will"),
    ("'d", " would"),
    ("'s", " is"),
)
_ENDINGS = (("s", ""), ("es", ""), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"), ("ies", "y"), ("ly", ""))


@dataclass(frozen=True)
class Lexicon:
    """Words and phrases with their kind, and the phrases by their first two words."""

    words: Mapping[str, str]
    phrases: Mapping[str, str]
    opened: Mapping[tuple[str, str], tuple[str, ...]]


def evidence(text: str) -> dict[str, float]:
    """Return how many distinct signs of each kind a text has, how many other words, and how whole its length is.

    The length is 1 from `WHOLE_LENGTH` words up: what is shorter has had no room to show a sign.
    """
    tokens = _tokens(text)
    counted = dict.fromkeys(KINDS, 0.0)
    for sign in set(map(_sign, set(tokens))):
        counted[lexicon().words.get(sign, OTHER)] += 1
    for phrase in _phrases(tokens):
        counted[lexicon().phrases[phrase]] += 1
    counted[MONEY] = float(_MONEY.search(text) is not None)
    counted[LENGTH] = min(1.0, len(tokens) / WHOLE_LENGTH)
    return counted


@cache
def lexicon() -> Lexicon:
    """Return the signs of ``relevance_signs.txt``; a hyphen joins the words of a phrase."""
    kinds: dict[str, str] = {}
    kind = ""
    for line in files(__package__).joinpath("relevance_signs.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif not line.startswith("#"):
            kinds.update(dict.fromkeys(line.split(), kind))
    phrases = {sign.replace("-", " "): kind for sign, kind in kinds.items() if "-" in sign}
    opened: dict[tuple[str, str], tuple[str, ...]] = {}
    for phrase in phrases:
        first, second = phrase.split()[:2]
        opened[first, second] = (*opened.get((first, second), ()), phrase)
    return Lexicon({sign: kind for sign, kind in kinds.items() if "-" not in sign}, phrases, opened)


def _tokens(text: str) -> list[str]:
    lower = text.lower()
    for written, spelled in _SPELLED:
        lower = lower.replace(written, spelled)
    return _WORD.findall(lower)


@lru_cache(maxsize=KNOWN_WORDS)
def _sign(word: str) -> str:
    """Return the sign that a word is a form of, or the word."""
    words = lexicon().words
    if word in words:
        return word
    stems = (word.removesuffix(ending) + more for ending, more in _ENDINGS if word.endswith(ending))
    return next((stem for stem in stems if stem in words), word)


def _phrases(tokens: list[str]) -> set[str]:
    opened = lexicon().opened
    begun = opened.keys() & set(pairwise(tokens))
    said = f" {' '.join(tokens)} "
    return {phrase for pair in begun for phrase in opened[pair] if f" {phrase} " in said}

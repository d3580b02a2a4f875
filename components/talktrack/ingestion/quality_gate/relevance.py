"""How much a text is about business. A transparent count, not a model: distinct terms of sellers and buyers found."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

ENOUGH_TERMS = 10
ENOUGH_WORDS = 150

_WORD = re.compile(r"[a-z]+")


def relevance(text: str) -> float | None:
    """Return the number of distinct business terms over `ENOUGH_TERMS`, at most 1.

    Below `ENOUGH_WORDS` words a missing term says nothing, so the relevance is unknown.
    """
    if len(text.split()) < ENOUGH_WORDS:
        return None
    return min(1.0, len(terms(text)) / ENOUGH_TERMS)


def terms(text: str) -> set[str]:
    """Return the business terms of a text in their singular form."""
    words = set(_WORD.findall(text.lower()))
    return (words | {word.removesuffix("s") for word in words}) & _business_terms()


@cache
def _business_terms() -> frozenset[str]:
    return frozenset(files(__package__).joinpath("business_terms.txt").read_text(encoding="utf-8").split())

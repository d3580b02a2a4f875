"""How much a text is about business: a transparent count of distinct signs, not a model.

Signs are terms of sellers and buyers (business_terms.txt), sums of money and percentages. The list cannot know every
trade's words, so only a text with hardly any sign should be held back.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

ENOUGH_SIGNS = 10
ENOUGH_WORDS = 150

_WORD = re.compile(r"[a-z]+")
_MONEY = re.compile(
    r"[$€£]\s?\d|\d\s?(?:dollars|euros?|pounds|quid|bucks|grand|thousand|million|usd|eur|gbp)\b", re.IGNORECASE
)
_PERCENT = re.compile(r"\d\s?(?:%|percent|per cent)", re.IGNORECASE)


def relevance(text: str) -> float | None:
    """Return the number of distinct signs over `ENOUGH_SIGNS`, at most 1.

    Below `ENOUGH_WORDS` words a missing sign says nothing, so the relevance is unknown.
    """
    if len(text.split()) < ENOUGH_WORDS:
        return None
    signs = len(terms(text)) + bool(_MONEY.search(text)) + bool(_PERCENT.search(text))
    return min(1.0, signs / ENOUGH_SIGNS)


def terms(text: str) -> set[str]:
    """Return the business terms of a text in their singular form."""
    words = set(_WORD.findall(text.lower()))
    return (words | {word.removesuffix("s") for word in words}) & _business_terms()


@cache
def _business_terms() -> frozenset[str]:
    return frozenset(files(__package__).joinpath("business_terms.txt").read_text(encoding="utf-8").split())

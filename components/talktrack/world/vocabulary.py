"""Content words: what is left of a text without function words, numbers and names; how disjoint two books are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from talktrack.world.truth import TrueTurn

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_POSSESSIVE = re.compile(r"['’]s$")


def content_words(text: str) -> set[str]:
    """Return the distinct lower-case words of a text that are not function words, calendar names or numbers."""
    words = {_POSSESSIVE.sub("", word) for word in _WORD.findall(text.lower())}
    return {word for word in words if len(word) > 1} - _function_words()


def spoken_content(turns: Iterable[TrueTurn]) -> set[str]:
    """Return the content words of clean turns, without names and other personal data."""
    return set().union(*(content_words(_impersonal(turn)) for turn in turns))


def share_in(vocabulary: set[str], other: set[str]) -> float:
    """Return the share of a vocabulary that occurs in another one."""
    return len(vocabulary & other) / len(vocabulary) if vocabulary else 0.0


def _impersonal(turn: TrueTurn) -> str:
    text = turn.clean
    for span in reversed(turn.clean_personal):
        text = text[: span.start] + " " + text[span.end :]
    return text


@cache
def _function_words() -> frozenset[str]:
    return frozenset(files(__package__).joinpath("function_words.txt").read_text(encoding="utf-8").split())

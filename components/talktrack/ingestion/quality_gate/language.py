"""Guesses a language by its most frequent small words; enough for a gate, and it says None when unsure."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files

import msgspec

MIN_HITS = 5
LEAD = 1.5
LOOK_CHARACTERS = 20_000

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def guess(text: str) -> str | None:
    """Return the two-letter code of the language whose small words clearly lead, or None."""
    words = Counter(_WORD.findall(text[:LOOK_CHARACTERS].lower()))
    hits = sorted(((sum(words[word] for word in small), code) for code, small in _stop_words().items()), reverse=True)
    (best, code), (second, _) = hits[:2]
    return code if best >= MIN_HITS and best >= LEAD * second else None


@cache
def _stop_words() -> dict[str, frozenset[str]]:
    data = files(__package__).joinpath("stop_words.json").read_bytes()
    return {code: frozenset(words.split()) for code, words in msgspec.json.decode(data, type=dict[str, str]).items()}

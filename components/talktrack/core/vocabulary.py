"""Words that are ordinary English, so that rules about names and terms can leave them alone."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def common_words() -> frozenset[str]:
    """Return some thousand frequent English words, lower-case; proper names are not among them unless also words."""
    text = (files("talktrack.core") / "common_words_en.txt").read_text(encoding="utf-8")
    return frozenset(text.split())

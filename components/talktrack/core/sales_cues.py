"""Words and phrases by which a call's turns give themselves away: what rules go by, and what heads are told as well.

The lists are our own: a line of ``sales_cues.txt`` names a cue and its phrases, separated by commas. Phrases stand
between spaces or marks; a star leaves the end of a word open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

Cues = npt.NDArray[np.float32]


@cache
def cues() -> Mapping[str, Sequence[str]]:
    """Return the phrases of each cue by its name."""
    lines = (files("talktrack.core") / "sales_cues.txt").read_text(encoding="utf-8").splitlines()
    parts = (line.partition(":") for line in lines)
    return {name: [phrase.strip() for phrase in phrases.split(",")] for name, _, phrases in parts}


@cache
def places() -> Mapping[str, int]:
    """Return the column of each cue."""
    return {name: place for place, name in enumerate(cues())}


def counted(texts: Sequence[str]) -> Cues:
    """Return how often each text gives each cue, of shape (len(texts), len(cues()))."""
    rows = [[len(pattern.findall(text)) for pattern in _patterns()] for text in map(_plain, texts)]
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(cues()))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_pattern(phrases)) for phrases in cues().values())


def _pattern(phrases: Sequence[str]) -> str:
    listed = sorted(phrases, key=len, reverse=True)
    return r"(?<!\w)(?:" + "|".join(re.escape(one).replace(r"\*", r"\w*") for one in listed) + r")(?!\w)"


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")

"""How probable it is that a conversation is business: the weighed sum of its signs (see `signs`), as log odds.

A sign is a word or phrase that people use more when they sell, negotiate or serve customers, or more when they talk
privately. There is one weight per kind of sign, so that each can be read, and every word that is no sign counts a
little against business. ``python -m tests.benchmarks.fit_relevance`` fits the weights on text that this project owns.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import msgspec

from talktrack.ingestion.quality_gate.signs import LENGTH, evidence

LOOK_CHARACTERS = 200_000
STRETCH_TURNS = 8
CLEAR = 1.0
MOST_STRETCHES = 250
_EXTREME = 50.0


def relevance(turns: Sequence[str], prior: float = 0.0) -> float | None:
    """Return the probability of business, or None where there is no word in Latin letters.

    `prior` is what is known before reading, in log odds; 0 is a text from anywhere.
    People chat before they do business: a stretch of turns that is clearly business makes the whole conversation so.
    """
    whole = _log_odds("\n".join(turns))
    if whole is None:
        return None
    whole += prior
    if whole < 0.0:
        starts = range(0, min(len(turns) - STRETCH_TURNS // 2, MOST_STRETCHES * STRETCH_TURNS // 2), STRETCH_TURNS // 2)
        odds = (_log_odds("\n".join(turns[start : start + STRETCH_TURNS])) for start in starts)
        whole = max((odd for odd in odds if odd is not None and odd >= CLEAR), default=whole)
    return 1.0 / (1.0 + math.exp(-max(-_EXTREME, min(_EXTREME, whole))))


@cache
def weights() -> Mapping[str, float]:
    """Return the log odds that one sign of each kind adds."""
    return msgspec.json.decode(
        files(__package__).joinpath("relevance_weights.json").read_bytes(), type=dict[str, float]
    )


def _log_odds(text: str) -> float | None:
    counted = evidence(text[:LOOK_CHARACTERS])
    if not counted[LENGTH]:
        return None
    return sum(weight * counted[kind] for kind, weight in weights().items())

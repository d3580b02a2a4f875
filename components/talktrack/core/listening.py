"""Active listening: whether the seller takes up what the prospect has just said.

A reply is a seller's turn right behind a prospect's. It takes a turn up when it shares a content word with it, or when
its vector is nearer to that turn than to nine in ten of the prospect's other turns; that rank needs no threshold that
would hold for one encoder only, and one reply in ten passes it by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from talktrack.core.conversation import PROSPECT, SELLER, Turn
from talktrack.core.ports import Vectors
from talktrack.core.tokens import TOKEN

NEAREST_SHARE = 0.1
REPEATED_SHARE = 0.5
_WORD = re.compile(r"[a-z]{4,}")
_STEM = 6


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EMPTY = _words(
    "about actually after again also another anything because been before being both call come could does doing done "
    "down each else even ever every everything fair from getting give goes going good great have having hear help "
    "here honestly into just keep kind know like look made make makes many maybe mean more most much need only other "
    "over pretty probably really right said same saying should some something still sure take talk tell than thank "
    "thanks that them then there these they thing things think this those time today under until very want well were "
    "what when where which while will with would yeah your yours"
)


def follow_up_rate(turns: Sequence[Turn], sides: Sequence[str], vectors: Vectors | None = None) -> float | None:
    """Return the share of replies that take up the turn before them; None without replies. Vectors are unit length."""
    taken = [
        bool(content(turns[said].text) & content(turns[reply].text)) or _is_near(said, reply, sides, vectors)
        for said, reply in replies(sides)
    ]
    return sum(taken) / len(taken) if taken else None


def paraphrase_rate(turns: Sequence[Turn], sides: Sequence[str], reflecting: frozenset[int]) -> float | None:
    """Return the share of replies that give back what was said: by label (`reflecting`), or half their words."""
    given = [
        reply in reflecting or _repeats(content(turns[reply].text), content(turns[said].text))
        for said, reply in replies(sides)
    ]
    return sum(given) / len(given) if given else None


def replies(sides: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of each prospect's turn and of the seller's reply right behind it."""
    for (said, side), (reply, next_side) in pairwise(enumerate(sides)):
        if side == PROSPECT and next_side == SELLER:
            yield said, reply


def content(text: str) -> frozenset[str]:
    """Return the beginnings of a text's content words, so that endings do not matter."""
    plain = TOKEN.sub(" ", text).lower()
    return frozenset(word[:_STEM] for word in _WORD.findall(plain) if word not in _EMPTY)


def _repeats(reply: frozenset[str], said: frozenset[str]) -> bool:
    return bool(reply) and len(reply & said) >= REPEATED_SHARE * len(reply)


def _is_near(said: int, reply: int, sides: Sequence[str], vectors: Vectors | None) -> bool:
    """Tell whether the reply is nearer to what was just said than to nine in ten of the prospect's other turns."""
    if vectors is None:
        return False
    others = [place for place, side in enumerate(sides) if side == PROSPECT and place != said]
    if len(others) < 1 / NEAREST_SHARE:
        return False
    nearness = vectors[others] @ vectors[reply]
    return bool(np.mean(nearness >= vectors[said] @ vectors[reply]) < NEAREST_SHARE)

"""Text of the world as streams: sentences, dialogues and pairs to train small models, and questions to score search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from talktrack.core.conversation import PROSPECT, SELLER
from talktrack.world.conversations import generate
from talktrack.world.labels import GOOD_TECHNIQUES
from talktrack.world.organisation import Organisation
from talktrack.world.truth import TrueTurn, Truth

CONVERSATIONS = 100_000

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_ASKED = ("situation", "problem_awareness", "solution_awareness", "consequence", "commitment")


def truths(book: str, seed: int, conversations: int = CONVERSATIONS) -> Iterator[Truth]:
    """Yield the truth of conversations of an organisation that exists for its text only."""
    organisation = Organisation(seed=seed, tenant="corpus", book=book, conversations=conversations)
    return (conversation.truth for conversation in generate(organisation))


def sentences(book: str, seed: int) -> Iterator[str]:
    """Yield single clean sentences."""
    for truth in truths(book, seed):
        for turn in truth.turns:
            yield from _SENTENCE_END.split(turn.clean)


def dialogues(book: str, seed: int) -> Iterator[list[tuple[str, str]]]:
    """Yield clean conversations as (role, text) in order; roles are seller and prospect."""
    for truth in truths(book, seed):
        yield [(turn.role, turn.clean) for turn in truth.turns]


def adjacent_pairs(book: str, seed: int) -> Iterator[tuple[str, str]]:
    """Yield a seller's question with the answer to it, and an objection with a handling that is not poor."""
    for truth in truths(book, seed):
        for before, after in pairwise(truth.turns):
            if _is_answered(before, after) or _is_handled(before, after):
                yield before.clean, after.clean


def _is_answered(before: TrueTurn, after: TrueTurn) -> bool:
    return before.question in _ASKED and after.role == PROSPECT and after.objection == "none"


def _is_handled(before: TrueTurn, after: TrueTurn) -> bool:
    return before.objection != "none" and after.role == SELLER and after.technique in GOOD_TECHNIQUES


def findable(truth: Truth) -> Iterator[tuple[str, str, list[int]]]:
    """Group the turns that answer the same question: by pain and question class, or by objection."""
    found: dict[tuple[str, str], list[int]] = {}
    pain = ""
    for index, (before, turn) in enumerate(pairwise(truth.turns), start=1):
        if turn.stage == "discovery":
            pain = pain or turn.topic
            if before.question in _ASKED:
                found.setdefault((f"seek.{before.question}", turn.topic), []).append(index)
        elif turn.objection != "none":
            found.setdefault((f"seek.objection.{turn.objection}", pain), []).append(index)
    for (rule, topic), relevant in found.items():
        yield rule, topic, relevant

"""A conversation as one row of numbers. None means that the source does not say, which is never held against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

from talktrack.core.conversation import Conversation, Turn
from talktrack.ingestion.quality_gate.language import guess
from talktrack.ingestion.quality_gate.relevance import relevance

REPEATABLE_WORDS = 4
DAMAGED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")
ORDER_TOLERANCE_S = 1.0
SECONDS_PER_MINUTE = 60.0


@dataclass(frozen=True)
class Measures:
    """One row. Shares are in [0, 1]; the same words in the same order as the columns of the validation."""

    row_id: str
    turns: int
    words: int
    speakers: int
    attributed_share: float
    mean_confidence: float | None
    duration_s: float | None
    words_per_minute: float | None
    letter_share: float
    damaged_share: float
    repeated_share: float
    disorder_share: float | None
    language: str | None
    relevance: float
    consent: str


def measure(conversation: Conversation) -> Measures:
    """Return the measures of one conversation."""
    turns = conversation.turns
    text = "\n".join(turn.text for turn in turns)
    words = sum(len(turn.text.split()) for turn in turns)
    duration = _duration(conversation)
    return Measures(
        row_id=conversation.id,
        turns=len(turns),
        words=words,
        speakers=len({turn.speaker_id for turn in turns} - {None}),
        attributed_share=_share(sum(turn.speaker_id is not None for turn in turns), len(turns)),
        mean_confidence=_mean([turn.confidence for turn in turns if turn.confidence is not None]),
        duration_s=duration,
        words_per_minute=words * SECONDS_PER_MINUTE / duration if duration else None,
        letter_share=_share(sum(map(str.isalpha, text)), len("".join(text.split()))),
        damaged_share=_share(len(DAMAGED.findall(text)), len(text)),
        repeated_share=_repeated(turns),
        disorder_share=_disorder(turns),
        language=conversation.language or guess(text),
        relevance=relevance(text),
        consent=conversation.consent,
    )


def columns(rows: Sequence[Measures]) -> dict[str, list[object]]:
    """Return the rows as columns by name."""
    return {field.name: [getattr(row, field.name) for row in rows] for field in fields(Measures)}


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _duration(conversation: Conversation) -> float | None:
    """Return the longer of what the source says and where the last turn ends, in seconds."""
    ends = [turn.end_s for turn in conversation.turns if turn.end_s is not None]
    known = [value for value in (conversation.duration_s, *ends) if value is not None]
    return max(known, default=None)


def _repeated(turns: Iterable[Turn]) -> float:
    """Return the share of longer turns that say word for word what an earlier turn said; "yes" may recur."""
    normal = (" ".join(re.findall(r"\w+", turn.text.lower())) for turn in turns)
    longer = [text for text in normal if text.count(" ") + 1 >= REPEATABLE_WORDS]
    return _share(len(longer) - len(set(longer)), len(longer))


def _disorder(turns: Sequence[Turn]) -> float | None:
    """Return the share of timed turns that end before they begin or begin before the turn above."""
    timed = [turn for turn in turns if turn.start_s is not None]
    if not timed:
        return None
    reversed_ = sum(turn.end_s is not None and turn.end_s < (turn.start_s or 0.0) for turn in timed)
    early = sum((b.start_s or 0.0) < (a.start_s or 0.0) - ORDER_TOLERANCE_S for a, b in pairwise(timed))
    return min(1.0, (reversed_ + early) / len(timed))

"""A conversation as one row of numbers. None means that the source does not say, which is never held against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import pairwise

from talktrack.core.conversation import Conversation, Turn
from talktrack.ingestion.quality_gate.language import guess
from talktrack.ingestion.quality_gate.relevance import relevance

REPEATABLE_WORDS = 4
MAIL = "email"
DAMAGED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")
ORDER_TOLERANCE_S = 1.0
SECONDS_PER_MINUTE = 60.0
SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True)
class Measures:
    """One row. Shares are in [0, 1]; the same words in the same order as the columns of the validation."""

    row_id: str
    turns: int | None
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
    relevance: float | None
    hours_ahead: float | None
    consent: str


def measure(conversation: Conversation, now: datetime) -> Measures:
    """Return the measures of one conversation; `now` tells which starts lie in the future."""
    turns = conversation.turns
    text = "\n".join(turn.text for turn in turns)
    words = sum(len(turn.text.split()) for turn in turns)
    duration = _duration(conversation)
    return Measures(
        row_id=conversation.id,
        turns=None if conversation.channel == MAIL else len(turns),
        words=words,
        speakers=_speakers(conversation),
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
        hours_ahead=_hours(conversation.started_at, now),
        consent=conversation.consent,
    )


def columns(rows: Sequence[Measures]) -> dict[str, list[object]]:
    """Return the rows as columns by name."""
    return {field.name: [getattr(row, field.name) for row in rows] for field in fields(Measures)}


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _speakers(conversation: Conversation) -> int:
    """Return how many people speak; of a mail also those count who get it, and a short thread is a whole one."""
    if conversation.channel == MAIL:
        return len(conversation.participants)
    return len({turn.speaker_id for turn in conversation.turns} - {None})


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
    """Return the share of timed turns whose times cannot be.

    A turn is wrong that begins before the turn above, or that has both times and takes no time at all, ends before it
    begins, or is at the very same time as the turn above.
    """
    starts = [turn.start_s for turn in turns if turn.start_s is not None]
    spans = [(turn.start_s, turn.end_s) for turn in turns if turn.start_s is not None and turn.end_s is not None]
    if not starts:
        return None
    early = sum(after < before - ORDER_TOLERANCE_S for before, after in pairwise(starts))
    empty = sum(end <= start for start, end in spans)
    same = sum(before == after for before, after in pairwise(spans))
    return min(1.0, (early + empty + same) / len(starts))


def _hours(started_at: datetime | None, now: datetime) -> float | None:
    return (started_at - now).total_seconds() / SECONDS_PER_HOUR if started_at else None

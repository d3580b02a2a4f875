"""Whether the times of a conversation can be true, and how fast people spoke in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from talktrack.core.conversation import Conversation, Turn

ORDER_TOLERANCE_S = 1.0
SECONDS_PER_MINUTE = 60.0
BOTH = 2
LONGEST_S = 366 * 24 * 3600.0
SPOKEN = frozenset({"call", "meeting"})


def finite(values: Iterable[float | None]) -> list[float]:
    """Return the values that are numbers."""
    return [value for value in values if value is not None and math.isfinite(value)]


def possible(times: Iterable[float | None]) -> list[float]:
    """Return the times, in seconds, that can be meant: numbers within a year."""
    return [time for time in times if time is not None and abs(time) <= LONGEST_S]


def impossible_numbers(conversation: Conversation) -> int:
    """Count times that are infinite, no number or beyond a year, and confidences that are not in [0, 1]."""
    turns = conversation.turns
    times = [conversation.duration_s, *(time for turn in turns for time in (turn.start_s, turn.end_s))]
    sure = [value for turn in turns for value in (turn.confidence, turn.speaker_confidence)]
    wrong_times = sum(time is not None and not abs(time) <= LONGEST_S for time in times)
    return wrong_times + sum(value is not None and not 0.0 <= value <= 1.0 for value in sure)


def duration_s(conversation: Conversation) -> float | None:
    """Return the longer of what the source says and where the last turn ends, in seconds."""
    ends = (turn.end_s for turn in conversation.turns)
    return max(possible((conversation.duration_s, *ends)), default=None)


def words_per_minute(words: int, duration: float | None) -> float | None:
    """Return the speed of speech; unknown without a duration."""
    return words * SECONDS_PER_MINUTE / duration if duration and duration > 0 else None


def disorder_share(turns: Sequence[Turn]) -> float | None:
    """Return the share of timed turns whose times cannot be.

    A turn is wrong that begins before the turn above, or that has both times and takes no time at all, ends before it
    begins, or is at the very same time as the turn above.
    """
    starts = possible(turn.start_s for turn in turns)
    pairs = (possible((turn.start_s, turn.end_s)) for turn in turns)
    spans = [(pair[0], pair[1]) for pair in pairs if len(pair) == BOTH]
    if not starts:
        return None
    early = sum(after < before - ORDER_TOLERANCE_S for before, after in pairwise(starts))
    empty = sum(end <= start for start, end in spans)
    same = sum(before == after for before, after in pairwise(spans))
    return min(1.0, (early + empty + same) / len(starts))

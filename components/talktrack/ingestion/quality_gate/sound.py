"""How well a conversation was heard: how sure the recogniser was of words and of speakers."""

from __future__ import annotations

from collections.abc import Iterable

from talktrack.core.conversation import Turn


def mean_confidence(turns: Iterable[Turn]) -> float | None:
    """Return the mean confidence of the turns; a turn without one has that of its words."""
    return mean(_confidence(turn) for turn in turns)


def speaker_clarity(turns: Iterable[Turn]) -> float | None:
    """Return the mean confidence with which turns were given to their speakers."""
    return mean(turn.speaker_confidence for turn in turns)


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the values in [0, 1], None of none; the others are counted elsewhere."""
    known = [value for value in values if value is not None and 0.0 <= value <= 1.0]
    return sum(known) / len(known) if known else None


def _confidence(turn: Turn) -> float | None:
    return turn.confidence if turn.confidence is not None else mean(word.confidence for word in turn.words)

"""How well a conversation was heard: confidences of words and of speakers, and what the source says of its sound."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from talktrack.core.conversation import Conversation, Turn
from talktrack.ingestion.quality_gate.timing import finite


class Audio(msgspec.Struct, frozen=True):
    """What a source says of its sound: mean opinion score (ITU-T P.800, 1 to 5 is excellent), signal to noise in dB."""

    mos: float | None = None
    snr_db: float | None = None


class _Metadata(msgspec.Struct, frozen=True):
    audio: Audio = Audio()
    mos: float | None = None
    snr_db: float | None = None


_DECODER = msgspec.json.Decoder(_Metadata)


def audio(conversation: Conversation) -> Audio:
    """Return what the metadata say under ``audio`` or at the top; nothing where they are in another form."""
    try:
        told = _DECODER.decode(conversation.metadata_json)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return Audio()
    return Audio(mos=_first(told.audio.mos, told.mos), snr_db=_first(told.audio.snr_db, told.snr_db))


def mean_confidence(turns: Iterable[Turn]) -> float | None:
    """Return the mean confidence of the turns; a turn without one has that of its words."""
    return mean(_confidence(turn) for turn in turns)


def speaker_clarity(turns: Iterable[Turn]) -> float | None:
    """Return the mean confidence with which turns were given to their speakers."""
    return mean(turn.speaker_confidence for turn in turns)


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the values that are numbers, None of none."""
    known = finite(values)
    return sum(known) / len(known) if known else None


def _confidence(turn: Turn) -> float | None:
    return turn.confidence if turn.confidence is not None else mean(word.confidence for word in turn.words)


def _first(*values: float | None) -> float | None:
    return next(iter(finite(values)), None)

"""Records that are broken on purpose in what the written files of this world cannot say: confidences, sound, consent.

They are what a reader of audio transcripts or a CRM would hand over; each kind names the reasons any of which is right.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import msgspec

from talktrack.core.conversation import Conversation, Turn, Word

Change = Callable[[Conversation, Random], Conversation]

PAST = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One way for a record to be broken, and the reasons any of which is right."""

    name: str
    reasons: tuple[str, ...]
    change: Change


def unsure_turns(record: Conversation, rng: Random) -> Conversation:
    """The recogniser hardly understood anything."""
    return _turns(record, lambda turn: msgspec.structs.replace(turn, confidence=rng.uniform(0.05, 0.4)))


def unsure_words(record: Conversation, rng: Random) -> Conversation:
    """The same, told word by word."""

    def heard(turn: Turn) -> Turn:
        words = (Word(text=w, start_s=0.0, end_s=0.1, confidence=rng.uniform(0.0, 0.5)) for w in turn.text.split())
        return msgspec.structs.replace(turn, words=tuple(words))

    return _turns(record, heard)


def voices_mixed(record: Conversation, rng: Random) -> Conversation:
    """Nobody could tell who spoke."""
    return _turns(record, lambda turn: msgspec.structs.replace(turn, speaker_confidence=rng.uniform(0.1, 0.35)))


def noisy_line(record: Conversation, rng: Random) -> Conversation:
    """As much noise as voice."""
    return _told(record, {"audio": {"snr_db": round(rng.uniform(-5.0, 4.0), 1)}})


def bad_line(record: Conversation, rng: Random) -> Conversation:
    """The telephone system measured a bad line."""
    return _told(record, {"mos": round(rng.uniform(1.0, 1.9), 2), "codec": "G.729"})


def times_not_numbers(record: Conversation, rng: Random) -> Conversation:
    """A division by zero wrote the times."""
    wrong = rng.choice((math.nan, math.inf, -math.inf, 1e300))
    return _turns(record, lambda turn: msgspec.structs.replace(turn, start_s=wrong), share=0.1)


def confidences_not_shares(record: Conversation, rng: Random) -> Conversation:
    """Confidences in percent, or none at all."""
    wrong = rng.choice((87.5, -3.0, math.nan))
    return _turns(record, lambda turn: msgspec.structs.replace(turn, confidence=wrong))


def origin_lost(record: Conversation, _: Random) -> Conversation:
    """Nobody knows which file this came from."""
    return msgspec.structs.replace(record, provenance=[])


def consent_refused(record: Conversation, rng: Random) -> Conversation:
    """The source keeps consent, and it was not given."""
    return msgspec.structs.replace(record, consent=rng.choice(("refused", "Denied", "revoked", "opted_out")))


def kept_too_long(record: Conversation, _: Random) -> Conversation:
    """It should have been deleted."""
    return msgspec.structs.replace(record, retain_until=PAST)


RECORD_KINDS: tuple[RecordKind, ...] = (
    RecordKind("unsure_turns", ("low_confidence",), unsure_turns),
    RecordKind("unsure_words", ("low_confidence",), unsure_words),
    RecordKind("voices_mixed", ("speakers_unclear",), voices_mixed),
    RecordKind("noisy_line", ("audio_poor",), noisy_line),
    RecordKind("bad_line", ("audio_poor",), bad_line),
    RecordKind("times_not_numbers", ("numbers_impossible",), times_not_numbers),
    RecordKind("confidences_not_shares", ("numbers_impossible",), confidences_not_shares),
    RecordKind("origin_lost", ("metadata_missing",), origin_lost),
    RecordKind("consent_refused", ("consent_refused",), consent_refused),
    RecordKind("kept_too_long", ("retention_expired",), kept_too_long),
)


def _turns(record: Conversation, change: Callable[[Turn], Turn], share: float = 1.0) -> Conversation:
    """Change the first turns of a record, all unless a share is given."""
    count = max(1, round(len(record.turns) * share))
    return msgspec.structs.replace(record, turns=[*map(change, record.turns[:count]), *record.turns[count:]])


def _told(record: Conversation, metadata: dict[str, object]) -> Conversation:
    return msgspec.structs.replace(record, metadata_json=msgspec.json.encode(metadata).decode())

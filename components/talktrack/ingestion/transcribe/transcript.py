"""The conversation that a recording becomes, and what a person is told when it becomes none."""

from __future__ import annotations

from collections.abc import Sequence

from talktrack.core.conversation import Conversation, Provenance, Turn, Word
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import stable_id
from talktrack.core.ports import SpokenSegment
from talktrack.core.records import Quarantined

SOURCE = "audio"
READER = "transcribe"
VERSION = "1"

SUGGESTIONS = {
    "file_missing": "The file was moved or deleted while the run went on: put it back and run again.",
    "audio_not_decodable": "The recording is damaged or no audio file: export it again.",
    "audio_empty": "The recording has no sound in it: export it again, or drop this row.",
    "audio_too_long": "The recording is longer than four hours, or says so: cut it into calls and export them again.",
    "audio_no_speech": "Nobody speaks in this recording: check that the right track was exported, or drop this row.",
    "audio_no_words": "No words were recognised: check the language of the speech model, or drop this row.",
}


def conversation(tenant: str, uri: str, sha256: str, seconds: float, segments: Sequence[SpokenSegment]) -> Conversation:
    """Return the conversation of a recording: one turn without a speaker per recognised stretch of speech.

    Its id depends on tenant and recording only, so that a new recognition replaces the old one.
    """
    identity = stable_id("c", tenant, SOURCE, sha256)
    return Conversation(
        id=identity,
        tenant=tenant,
        event_id=identity,
        source=SOURCE,
        channel="call",
        duration_s=seconds,
        turns=[_turn(segment) for segment in segments],
        provenance=[Provenance(uri=uri, sha256=sha256, reader=READER, version=VERSION)],
    )


def unheard(error: SourceUnreadableError, *, tenant: str, uri: str, sha256: str) -> Quarantined:
    """Return the quarantine row of a recording that became no conversation; it carries no content."""
    return Quarantined(
        id=stable_id("q", tenant, uri, sha256),
        tenant=tenant,
        stage=READER,
        uri=uri,
        sha256=sha256,
        reasons=[error.reason],
        severity="error",
        suggestion=SUGGESTIONS[error.reason],
        detail=str(error)[:200],
    )


def _turn(segment: SpokenSegment) -> Turn:
    return Turn(
        speaker_id=None,
        text=segment.text,
        start_s=segment.start_s,
        end_s=segment.end_s,
        confidence=segment.confidence,
        words=tuple(Word(text=text, start_s=s, end_s=e, confidence=sure) for text, s, e, sure in segment.words),
    )

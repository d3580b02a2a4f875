"""Reads the result of Amazon's post-call analytics: speech segments with the confidence of every word.

Names: ``output_json_structure.md`` of aws-samples/amazon-transcribe-post-call-analytics. `DisplayText` is what people
may have edited; where it differs, what the recogniser heard (`OriginalText`) is kept as an edit. A segment that a voice
menu speaks belongs to nobody. Times of day without a zone are those of ``ConversationLocation``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from statistics import fmean
from zoneinfo import ZoneInfo

import msgspec

from talktrack.core.conversation import UNKNOWN, Conversation, Edit, Participant, Turn, Word
from talktrack.core.decoding import utf8
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.facts import metadata_json
from talktrack.ingestion.ingest.readers.json_document import ABSENT, Number, Shape
from talktrack.ingestion.ingest.readers.languages import two_letters
from talktrack.ingestion.ingest.readers.origin import Cast, Origin, check_size, event_id, named_start, parse_time

SOURCE = "call_analytics"
EDITED = "edited_in_source"

# The names that Amazon itself gives to the two sides of a call.
_AFFILIATIONS = {"agent": "internal", "customer": "external"}


class _Word(msgspec.Struct, frozen=True, gc=False, rename="pascal"):
    text: str | None = None
    confidence: Number | None = None
    start_time: Number | None = None
    end_time: Number | None = None


class _Segment(msgspec.Struct, frozen=True, gc=False, rename="pascal"):
    segment_start_time: Number | None = None
    segment_end_time: Number | None = None
    segment_speaker: str | None = None
    ivr_segment: bool | None = msgspec.field(name="IVRSegment", default=None)
    original_text: str | None = None
    display_text: str | None = None
    word_confidence: tuple[_Word, ...] | None = None


class _Speaker(msgspec.Struct, frozen=True, rename="pascal"):
    speaker: str | None = None
    display_text: str | None = None


class _Analytics(msgspec.Struct, frozen=True, rename="pascal"):
    guid: str | None = msgspec.field(name="GUID", default=None)
    conversation_time: str | None = None
    conversation_location: str | None = None
    duration: Number | None = None
    language_code: str | None = None
    speaker_labels: list[_Speaker] | None = None
    agent: msgspec.Raw = ABSENT
    cust: msgspec.Raw = ABSENT


class _Call(msgspec.Struct, frozen=True, rename="pascal"):
    speech_segments: list[_Segment]
    conversation_analytics: _Analytics | None = None


_CALL = Shape(_Call)


def read(data: bytes, origin: Origin) -> Conversation:
    """Return the conversation of one call.

    Raises:
        SourceUnreadableError: ``call_analytics_no_words``, ``too_many_turns``, or the document is damaged (see
            `Shape`).
    """
    call = _CALL.read(utf8(data))
    check_size(len(call.speech_segments))
    spoken = [segment for segment in call.speech_segments if _text(segment)]
    if not spoken:
        raise SourceUnreadableError("call_analytics_no_words", "no segment holds words")
    known = call.conversation_analytics or _Analytics()
    cast = Cast()
    turns = [_turn(segment, cast) for segment in spoken]
    started = _started(known) or named_start(origin.uri)
    identity = origin.conversation_id(SOURCE, known.guid or origin.native_id)
    return Conversation(
        id=identity,
        tenant=origin.tenant,
        event_id=event_id(started, cast.labels(), identity),
        source=SOURCE,
        channel="call",
        started_at=started,
        duration_s=known.duration,
        language=two_letters(known.language_code),
        participants=_people(cast, known.speaker_labels or ()),
        turns=turns,
        edits=[edit for place, segment in enumerate(spoken) for edit in _edits(place, segment)],
        provenance=[origin.provenance(SOURCE)],
        metadata_json=metadata_json({"agent": known.agent, "cust": known.cust}),
    )


def _text(segment: _Segment) -> str:
    return (segment.display_text or segment.original_text or "").strip()


def _turn(segment: _Segment, cast: Cast) -> Turn:
    words = segment.word_confidence or ()
    sure = [min(1.0, max(0.0, word.confidence)) for word in words if word.confidence is not None]
    return Turn(
        speaker_id=None if segment.ivr_segment else cast.id_of(segment.segment_speaker or None),
        text=_text(segment),
        start_s=segment.segment_start_time,
        end_s=segment.segment_end_time,
        confidence=fmean(sure) if sure else None,
        words=tuple(found for word in words if (found := _word(word))),
    )


def _word(word: _Word) -> Word | None:
    text = (word.text or "").strip()
    if not text or word.start_time is None or word.end_time is None:
        return None
    confidence = None if word.confidence is None else min(1.0, max(0.0, word.confidence))
    return Word(text=text, start_s=word.start_time, end_s=word.end_time, confidence=confidence)


def _edits(place: int, segment: _Segment) -> list[Edit]:
    """Return what takes a turn back to what was heard."""
    heard, shown = (segment.original_text or "").strip(), _text(segment)
    return [Edit(turn=place, start=0, end=len(shown), before=heard, reason=EDITED)] if heard not in ("", shown) else []


def _people(cast: Cast, labels: Sequence[_Speaker]) -> list[Participant]:
    shown = {entry.speaker: entry.display_text for entry in labels if entry.display_text}
    return [
        msgspec.structs.replace(
            person,
            label=shown.get(person.label) or person.label,
            affiliation=_AFFILIATIONS.get((shown.get(person.label) or "").lower(), UNKNOWN),
        )
        for person in cast.participants()
    ]


def _started(known: _Analytics) -> datetime | None:
    """Return when the call began, in UTC."""
    try:
        local = datetime.fromisoformat((known.conversation_time or "").strip())
        zone = ZoneInfo(known.conversation_location or "")
        return parse_time((local if local.tzinfo else local.replace(tzinfo=zone)).isoformat())
    except (ValueError, KeyError, OSError, OverflowError):
        return parse_time(known.conversation_time)

"""Reads what Whisper programs write as JSON: whisperX with aligned words and speakers, and Whisper itself.

A segment is a turn; one whose words are given to several speakers becomes a turn for each of them. whisperX calls the
confidence of a word `score`, Whisper `probability`; numbers that could not be aligned have no time and are no `Word`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import fmean

import msgspec

from talktrack.core.conversation import Conversation, Turn, Word
from talktrack.core.decoding import utf8
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.json_document import Number, Shape
from talktrack.ingestion.ingest.readers.languages import two_letters
from talktrack.ingestion.ingest.readers.origin import Cast, Origin, check_size, event_id, last_end, named_start

SOURCE = "whisperx"


class _Word(msgspec.Struct, frozen=True, gc=False):
    word: str | None = None
    start: Number | None = None
    end: Number | None = None
    score: Number | None = None
    probability: Number | None = None
    speaker: str | None = None


class _Segment(msgspec.Struct, frozen=True, gc=False):
    text: str | None = None
    start: Number | None = None
    end: Number | None = None
    speaker: str | None = None
    avg_logprob: Number | None = None
    words: tuple[_Word, ...] | None = None


class _Transcript(msgspec.Struct, frozen=True):
    segments: list[_Segment]
    language: str | None = None
    duration: Number | None = None


_TRANSCRIPT = Shape(_Transcript)


def read(data: bytes, origin: Origin) -> Conversation:
    """Return the conversation of one recording.

    Raises:
        SourceUnreadableError: ``whisperx_no_words``, ``too_many_turns``, or the document is damaged (see `Shape`).
    """
    transcript = _TRANSCRIPT.read(utf8(data))
    check_size(len(transcript.segments))
    cast = Cast()
    turns = [turn for segment in transcript.segments for turn in _turns(segment, cast)]
    if not turns:
        raise SourceUnreadableError("whisperx_no_words", "no segment holds words")
    started = named_start(origin.uri)
    identity = origin.conversation_id(SOURCE, origin.native_id)
    return Conversation(
        id=identity,
        tenant=origin.tenant,
        event_id=event_id(started, cast.labels(), identity),
        source=SOURCE,
        channel="call",
        started_at=started,
        duration_s=transcript.duration or last_end(turns),
        language=two_letters(transcript.language),
        participants=cast.participants(),
        turns=turns,
        provenance=[origin.provenance(SOURCE)],
    )


def _turns(segment: _Segment, cast: Cast) -> Iterator[Turn]:
    text, words = (segment.text or "").strip(), segment.words or ()
    speakers = {word.speaker or segment.speaker for word in words}
    if len(speakers) > 1 and all(word.word for word in words):
        for speaker, run in groupby(words, key=lambda word: word.speaker or segment.speaker):
            yield _spoken(tuple(run), speaker, segment, cast)
    elif text:
        speaker = next(iter(speakers), None) or segment.speaker
        yield Turn(
            speaker_id=cast.id_of(speaker or None),
            text=text,
            start_s=segment.start,
            end_s=segment.end,
            confidence=_confidence(segment, words),
            words=tuple(_timed(words)),
        )


def _spoken(words: Sequence[_Word], speaker: str | None, segment: _Segment, cast: Cast) -> Turn:
    """Return what one of a segment's speakers says."""
    timed = tuple(_timed(words))
    return Turn(
        speaker_id=cast.id_of(speaker or None),
        text=" ".join((word.word or "").strip() for word in words),
        start_s=timed[0].start_s if timed else None,
        end_s=timed[-1].end_s if timed else None,
        confidence=_confidence(segment, words),
        words=timed,
    )


def _timed(words: Sequence[_Word]) -> Iterator[Word]:
    for word in words:
        if word.word and word.start is not None and word.end is not None:
            yield Word(text=word.word.strip(), start_s=word.start, end_s=word.end, confidence=_score(word))


def _confidence(segment: _Segment, words: Sequence[_Word]) -> float | None:
    """Return how sure the recogniser is of the segment, else of its words."""
    if segment.avg_logprob is not None:
        return math.exp(min(0.0, segment.avg_logprob))
    scores = [score for word in words if (score := _score(word)) is not None]
    return fmean(scores) if scores else None


def _score(word: _Word) -> float | None:
    found = word.probability if word.score is None else word.score
    return None if found is None else min(1.0, max(0.0, found))

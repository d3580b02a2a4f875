"""Reads the metadata of Microsoft Teams transcripts (Graph ``metadataContent``): one JSON object in each cue.

Its captions (``<v Name>text</v>``) are WebVTT like any other; `webvtt` reads them as ``teams``. Cues are timed from the
beginning of the call, negative where transcription began before; only the objects tell the time of day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from talktrack.core.conversation import Conversation
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.captions.record import conversation
from talktrack.ingestion.ingest.readers.captions.speech import Speech
from talktrack.ingestion.ingest.readers.captions.webvtt_grammar import Cues
from talktrack.ingestion.ingest.readers.origin import Origin, parse_time

SOURCE = "teams"
_FIELDS = ('"spokenText"', '"speakerName"')


class Said(msgspec.Struct, frozen=True, rename="camel"):
    """The object of one cue; times are absolute."""

    start_date_time: str | None = None
    end_date_time: str | None = None
    speaker_name: str | None = None
    spoken_text: str | None = None
    spoken_language: str | None = None


def is_metadata(cues: Cues) -> bool:
    """Tell metadata from captions by the first cue that says something."""
    first = next((payload for payload in cues.payloads if payload.strip()), "")
    return first.lstrip().startswith("{") and any(name in first for name in _FIELDS)


def conversation_of(cues: Cues, origin: Origin) -> Conversation:
    """Return the conversation of a metadata file.

    Raises:
        SourceUnreadableError: ``teams_cue_damaged``, or ``vtt_no_cues`` when nobody says a word.
    """
    said = _objects(cues.payloads)
    began = _began(said, cues.starts)
    speech = Speech(
        [_offset(at, one.start_date_time, began) for at, one in zip(cues.starts, said, strict=True)],
        [_offset(at, one.end_date_time, began) for at, one in zip(cues.ends, said, strict=True)],
        [(one.speaker_name or "").strip() or None for one in said],
        [(one.spoken_text or "").strip() for one in said],
    )
    return conversation(speech, origin, SOURCE, started_at=began, language=_language(said))


def _objects(payloads: Sequence[str]) -> list[Said]:
    """Return the objects; a cue without payload says nothing."""
    decode = msgspec.json.Decoder(Said).decode
    try:
        return [decode(payload) if payload.strip() else Said() for payload in payloads]
    except (msgspec.DecodeError, RecursionError):
        raise SourceUnreadableError("teams_cue_damaged", "a cue holds no JSON object of Teams") from None


def _began(said: Sequence[Said], starts: Sequence[float | None]) -> datetime | None:
    """Return when the clock of the cues stood at zero, from the first cue that has both times."""
    moments = [(parse_time(one.start_date_time), start_s) for one, start_s in zip(said, starts, strict=True)]
    for moment, start_s in moments:
        if moment is not None and start_s is not None:
            return _shifted(moment, -start_s)
    return min((moment for moment, _ in moments if moment is not None), default=None)


def _shifted(moment: datetime, by_s: float) -> datetime | None:
    """Return the moment so much later; None beyond the years that there are."""
    try:
        return moment + timedelta(seconds=by_s)
    except OverflowError:
        return None


def _offset(cue_s: float | None, time: str | None, began: datetime | None) -> float | None:
    """Return the seconds of a cue, from its time of day where the timing line makes no sense."""
    moment = parse_time(time) if cue_s is None and began is not None else None
    return round((moment - began).total_seconds(), 3) if moment and began else cue_s


def _language(said: Sequence[Said]) -> str | None:
    """Return the language that most cues are in, without its region."""
    spoken = Counter(one.spoken_language for one in said if one.spoken_language)
    return spoken.most_common(1)[0][0].partition("-")[0].lower() if spoken else None

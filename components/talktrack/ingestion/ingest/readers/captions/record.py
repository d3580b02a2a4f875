"""From what was said to the record of a conversation; WebVTT and SRT know no more than voices, words and times."""

from __future__ import annotations

from datetime import datetime
from itertools import compress

from talktrack.core.conversation import Conversation, Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.captions.speech import Speech
from talktrack.ingestion.ingest.readers.origin import Cast, Origin, check_size, event_id, last_end, named_start


def conversation(
    speech: Speech,
    origin: Origin,
    source: str,
    *,
    started_at: datetime | None = None,
    language: str | None = None,
) -> Conversation:
    """Return the record; what has no words is no turn. Where the content tells no start, the file's name may.

    Raises:
        SourceUnreadableError: ``too_many_turns``, or ``vtt_no_cues`` (for SRT ``srt_no_cues``) without any words.
    """
    check_size(len(speech.words))
    cast = Cast()
    turns = _turns(speech, cast)
    if not turns:
        reason = "srt_no_cues" if source == "srt" else "vtt_no_cues"
        raise SourceUnreadableError(reason, "the file holds no cue with text")
    started = started_at or named_start(origin.uri)
    identity = origin.conversation_id(source, origin.native_id)
    return Conversation(
        id=identity,
        tenant=origin.tenant,
        event_id=event_id(started, cast.labels(), identity),
        source=source,
        channel="meeting",
        started_at=started,
        duration_s=last_end(turns),
        language=language,
        participants=cast.participants(),
        turns=turns,
        provenance=[origin.provenance(source)],
    )


def _turns(speech: Speech, cast: Cast) -> list[Turn]:
    ids = {label: cast.id_of(label) for label in dict.fromkeys(compress(speech.labels, speech.words))}
    columns = zip(speech.starts, speech.ends, speech.labels, speech.words, strict=True)
    return [
        Turn(speaker_id=ids[label], text=words, start_s=start_s, end_s=end_s)
        for start_s, end_s, label, words in columns
        if words
    ]

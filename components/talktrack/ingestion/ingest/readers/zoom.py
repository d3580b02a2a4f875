"""Reads Zoom cloud recordings' WebVTT, where the speaker stands as ``Name: text`` inside the cue.

Voice tags (``<v Name>``, as Microsoft Teams writes them) are understood too. One voice in one cue is one turn.
"""

from __future__ import annotations

from talktrack.core.conversation import Conversation
from talktrack.ingestion.ingest.readers.captions.opening import webvtt_cues
from talktrack.ingestion.ingest.readers.captions.record import conversation
from talktrack.ingestion.ingest.readers.captions.speech import labelled, spoken
from talktrack.ingestion.ingest.readers.origin import Origin

SOURCE = "zoom"


def read(data: bytes, origin: Origin) -> Conversation:
    """Return the conversation of one VTT file.

    Raises:
        SourceUnreadableError: ``vtt_no_header``, ``vtt_no_cues``, ``too_many_turns``, or the bytes are not text.
    """
    return conversation(labelled(spoken(webvtt_cues(data))), origin, SOURCE)

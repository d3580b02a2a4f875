"""Reads WebVTT files and tells by their content who wrote them.

Cues of JSON objects are the metadata of Microsoft Teams, voice tags are its captions, names before a colon are Zoom's;
a file with neither is ``webvtt`` and nobody in it is named.
"""

from __future__ import annotations

from talktrack.core.conversation import Conversation
from talktrack.ingestion.ingest.readers import teams, zoom
from talktrack.ingestion.ingest.readers.captions.opening import webvtt_cues
from talktrack.ingestion.ingest.readers.captions.record import conversation
from talktrack.ingestion.ingest.readers.captions.speech import Speech, labelled, spoken
from talktrack.ingestion.ingest.readers.origin import Origin

SOURCE = "webvtt"


def read(data: bytes, origin: Origin) -> Conversation:
    """Return the conversation of one WebVTT file.

    Raises:
        SourceUnreadableError: ``vtt_no_header``, ``vtt_no_cues``, ``teams_cue_damaged``, ``too_many_turns``, or the
            bytes are not text.
    """
    cues = webvtt_cues(data)
    if teams.is_metadata(cues):
        return teams.conversation_of(cues, origin)
    voiced = spoken(cues)
    named = labelled(voiced)
    return conversation(named, origin, _source(voiced, named))


def _source(voiced: Speech, named: Speech) -> str:
    if any(voiced.labels):
        return teams.SOURCE
    return zoom.SOURCE if any(named.labels) else SOURCE

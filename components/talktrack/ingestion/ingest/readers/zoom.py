"""Reads Zoom cloud recordings' WebVTT, where the speaker stands as ``Name: text`` inside the cue.

Voice tags (``<v Name>``, as Microsoft Teams writes them) are understood too. One cue is one turn.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from talktrack.core.conversation import Conversation, Turn
from talktrack.core.decoding import decode
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.label import looks_like_name, split_label
from talktrack.ingestion.ingest.readers.origin import Cast, Origin, check_size, event_id, named_start
from talktrack.ingestion.ingest.readers.timecode import CLOCK, seconds

SOURCE = "zoom"

_TIMING = re.compile(rf"(-?{CLOCK})[ \t]+-->[ \t]+(-?{CLOCK})(?:[ \t].*)?", re.DOTALL)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]{1,60})>")
_TAG = re.compile(r"<[^<>\n]*>")
_NOT_CUES = ("NOTE", "STYLE", "REGION")
_ESCAPES = {"&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": "", "&amp;": "&"}


def read(data: bytes, origin: Origin) -> Conversation:
    """Return the conversation of one VTT file.

    Raises:
        SourceUnreadableError: ``vtt_no_header``, ``vtt_no_cues``, ``too_many_turns``, or the bytes are not text.
    """
    text = decode(data)
    if not text.lstrip().startswith("WEBVTT"):
        raise SourceUnreadableError("vtt_no_header", "the file does not begin with WEBVTT")
    check_size(text.count("-->"))
    cast = Cast()
    cues = list(_cues(text))
    labels = _labels(payload for _, payload in cues)
    turns = [turn for timing, payload in cues if (turn := _turn(timing, payload, cast, labels)).text]
    if not turns:
        raise SourceUnreadableError("vtt_no_cues", "the file holds no cue with text")
    native = origin.native_id
    identity = origin.conversation_id(SOURCE, native)
    started = named_start(origin.uri)
    return Conversation(
        id=identity,
        tenant=origin.tenant,
        event_id=event_id(started, cast.labels(), identity),
        source=SOURCE,
        channel="meeting",
        started_at=started,
        duration_s=max((turn.end_s for turn in turns if turn.end_s is not None), default=None),
        participants=cast.participants(),
        turns=turns,
        provenance=[origin.provenance(SOURCE)],
    )


def _cues(text: str) -> Iterator[tuple[str, str]]:
    """Yield (timing line, payload) of every block that has a timing line."""
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip("\n").split("\n")
        at = next((index for index, line in enumerate(lines[:2]) if "-->" in line), None)
        if at is not None and not lines[0].startswith(_NOT_CUES):
            yield lines[at], " ".join(line.strip() for line in lines[at + 1 :])


def _labels(payloads: Iterable[str]) -> frozenset[str]:
    """Return what may be speakers: what looks like a name, or stands before a colon more than once."""
    said = Counter(found[0] for payload in payloads if (found := split_label(_plain(payload))))
    return frozenset(label for label, times in said.items() if times > 1 or looks_like_name(label))


def _plain(payload: str) -> str:
    return _unescaped(_TAG.sub("", payload) if "<" in payload else payload).strip()


def _turn(timing: str, payload: str, cast: Cast, labels: frozenset[str]) -> Turn:
    found = _TIMING.fullmatch(timing.strip())
    voice = _VOICE.search(payload) if "<" in payload else None
    text = _plain(payload)
    named = split_label(text)
    prefix, rest = named if named and named[0] in labels else (None, text)
    label, said = (voice[1].strip(), text) if voice else (prefix, rest)
    return Turn(
        speaker_id=cast.id_of(label),
        text=said,
        start_s=seconds(found[1]) if found else None,
        end_s=seconds(found[2]) if found else None,
    )


def _unescaped(text: str) -> str:
    """Resolve the six escapes that WebVTT knows, the ampersand last so that nothing is resolved twice."""
    for escape, character in _ESCAPES.items() if "&" in text else ():
        text = text.replace(escape, character)
    return text

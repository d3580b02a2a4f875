"""Chooses the reader of a bundle by the content of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from talktrack.core import sniff
from talktrack.core.conversation import Conversation
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers import (
    call_analytics,
    fathom,
    fireflies,
    gong,
    roleplay,
    srt,
    text,
    webvtt,
    whisperx,
    zoom_timeline,
)
from talktrack.ingestion.ingest.readers.dialogues import reader as dialogues
from talktrack.ingestion.ingest.readers.mail import reader as mail
from talktrack.ingestion.ingest.readers.nearest import nearest
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import File, Reading

# A file that is one conversation, and a file that holds many of them.
ONE: dict[str, Callable[[bytes, Origin], Conversation]] = {
    sniff.WEBVTT: webvtt.read,
    sniff.SRT: srt.read,
    sniff.TEXT: text.read,
    sniff.ZOOM_TIMELINE: zoom_timeline.read,
    sniff.WHISPERX: whisperx.read,
    sniff.CALL_ANALYTICS: call_analytics.read,
}
MANY: dict[str, Callable[[bytes, Origin], Iterator[Reading]]] = {
    sniff.DIALOGUES: dialogues.read,
    sniff.ROLEPLAY: roleplay.read,
    sniff.FIREFLIES: fireflies.read,
    sniff.FATHOM: fathom.read,
}

_GONG = frozenset({sniff.GONG_TRANSCRIPT, sniff.GONG_EXTENSIVE})
_MAIL = frozenset({sniff.MAIL, sniff.MBOX})


def read(files: Sequence[File]) -> Iterator[Reading]:
    """Yield what a bundle's files hold; any bytes end in conversations, damaged records or an error.

    Raises:
        SourceUnreadableError: nothing, or nothing more, of the bundle can be read.
    """
    by_format: dict[str, File] = {}
    for file in files:
        by_format.setdefault(sniff.sniff(file.data[: sniff.HEAD_BYTES]), file)
    if by_format.keys() & _GONG:
        yield from gong.read(by_format.get(sniff.GONG_TRANSCRIPT), by_format.get(sniff.GONG_EXTENSIVE))
        return
    if by_format.keys() & _MAIL:
        yield from mail.read(files)
        return
    format_name, file = next(iter(by_format.items()))
    if one := ONE.get(format_name):
        yield one(file.data, file.origin)
    elif many := MANY.get(format_name):
        yield from many(file.data, file.origin)
    else:
        raise _unreadable(format_name, file.data)


def _unreadable(format_name: str, data: bytes) -> SourceUnreadableError:
    if format_name == sniff.EMPTY:
        return SourceUnreadableError("file_empty", "the file holds nothing")
    if format_name == sniff.BINARY:
        told = f"neither text nor sound, with NUL bytes: {data.count(0)}, the first at byte {data.find(0)}"
        return SourceUnreadableError("format_binary", told)
    if format_name == sniff.JSON:
        return SourceUnreadableError("json_unknown", nearest(data) or "no reader knows this JSON document")
    return SourceUnreadableError("format_changed", "the file changed after it was planned")

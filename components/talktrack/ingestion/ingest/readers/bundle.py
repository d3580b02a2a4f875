"""Chooses the reader of a bundle by the content of its files."""

from __future__ import annotations

from collections.abc import Sequence

from talktrack.core import sniff
from talktrack.core.conversation import Conversation
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers import gong, text, zoom
from talktrack.ingestion.ingest.readers.gong import File

_UNKNOWN = {
    sniff.EMPTY: ("file_empty", "the file holds nothing"),
    sniff.BINARY: ("format_binary", "the file is neither text nor sound"),
    sniff.JSON: ("json_unknown", "no reader knows this JSON document"),
}


def read(files: Sequence[File]) -> list[Conversation]:
    """Return the conversations of a bundle's files; any bytes end in conversations or a SourceUnreadableError."""
    by_format: dict[str, File] = {}
    for file in files:
        by_format.setdefault(sniff.sniff(file.data[: sniff.HEAD_BYTES]), file)
    if by_format.keys() & {sniff.GONG_TRANSCRIPT, sniff.GONG_EXTENSIVE}:
        return gong.read(by_format.get(sniff.GONG_TRANSCRIPT), by_format.get(sniff.GONG_EXTENSIVE))
    format_name, file = next(iter(by_format.items()))
    if format_name == sniff.WEBVTT:
        return [zoom.read(file.data, file.origin)]
    if format_name == sniff.TEXT:
        return [text.read(file.data, file.origin)]
    reason, message = _UNKNOWN.get(format_name, ("format_changed", "the file changed after it was planned"))
    raise SourceUnreadableError(reason, message)

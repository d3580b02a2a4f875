"""Reads a file of dialogues: each becomes a conversation of its own, or is named as damaged."""

from __future__ import annotations

from collections.abc import Iterator

from talktrack.core.conversation import Conversation
from talktrack.core.json_records import Record, cut
from talktrack.ingestion.ingest.readers.dialogues.sets import MARKS, Sets
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import Reading
from talktrack.ingestion.ingest.readers.records import each


def read(data: bytes, origin: Origin) -> Iterator[Reading]:
    """Yield the dialogues of one file, a JSON list, JSON lines or an object of dialogues or of lists of them.

    Raises:
        SourceUnreadableError: the file as a whole is no such document (see `talktrack.core.json_records.cut`).
    """
    sets = Sets()

    def conversation(record: Record) -> Conversation:
        return sets.read(record).conversation(origin, record.place)

    return each(cut(data, MARKS), conversation)

"""What goes into a reader and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass

from talktrack.core.conversation import Conversation
from talktrack.ingestion.ingest.readers.origin import Origin


@dataclass(frozen=True)
class File:
    """The bytes of one file and where they come from."""

    data: bytes
    origin: Origin


@dataclass(frozen=True)
class Damaged:
    """One record of a file that cannot be read, while its neighbours can; `native_id` tells it from them.

    `reason` is machine-readable as in `SourceUnreadableError`; neither it nor `detail` holds a value from the source.
    """

    native_id: str
    reason: str
    detail: str


Reading = Conversation | Damaged

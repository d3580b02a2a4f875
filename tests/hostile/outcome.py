"""What comes of a file, whatever it holds: the reader of its format is asked, as plan and the steps would ask it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from talktrack.core import sniff
from talktrack.core.conversation import Conversation
from talktrack.core.crm_headers import built_in_headers
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import sha256
from talktrack.core.tables import CONVERSATIONS
from talktrack.engines.speech import RATE_HZ, decode
from talktrack.ingestion.ingest.readers import bundle
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import Damaged, File
from talktrack.ingestion.reference import practice_file
from talktrack.ingestion.reference.calendars import file as calendar_file
from talktrack.ingestion.reference.crm import document, table
from talktrack.ingestion.reference.skipped import Skipped
from tests.hostile.case import Expected


@dataclass
class Outcome:
    """How much was read (turns, rows of reference, seconds of sound), and every reason why something was not."""

    format: str
    read: int = 0
    reasons: list[str] = field(default_factory=list)

    @property
    def told(self) -> Expected:
        """Return how much was read, or why nothing was."""
        return self.read or (self.reasons[0] if self.reasons else 0)


def outcome(data: bytes) -> Outcome:
    """Return what comes of a file; an exception that no step expects passes through."""
    found = Outcome(sniff.sniff(data[: sniff.HEAD_BYTES]))
    ways = {sniff.AUDIO: _sound, sniff.REFERENCE: _reference, sniff.OTHER: _other}
    try:
        for part in ways.get(sniff.kind_of(found.format), _conversations)(found.format, data):
            if isinstance(part, str):
                found.reasons.append(part)
            else:
                found.read += part
    except SourceUnreadableError as error:
        found.reasons.append(error.reason)
    return found


def _conversations(_: str, data: bytes) -> Iterator[Expected]:
    """Yield the turns of each conversation, which must fit into the table, and the reasons of damaged records."""
    for found in bundle.read([File(data, Origin(tenant="acme", uri="in/file.x", sha256=sha256(data)))]):
        if isinstance(found, Damaged):
            yield found.reason
        else:
            yield _written(found)


def _written(conversation: Conversation) -> int:
    assert CONVERSATIONS.to_batch([conversation]).num_rows == 1
    return len(conversation.turns)


def _reference(name: str, data: bytes) -> Iterator[Expected]:
    for row in _rows(name, data):
        yield row.reason if isinstance(row, Skipped) else 1


def _rows(name: str, data: bytes) -> Iterable[object]:
    if name == sniff.CRM_TABLE:
        return table.read(data, built_in_headers())
    if name == sniff.CRM_JSON:
        return document.read(data)
    return calendar_file.read(data) if name == sniff.CALENDAR else practice_file.read(data)


def _sound(_: str, data: bytes) -> Iterator[Expected]:
    yield len(decode(data)) // RATE_HZ


def _other(name: str, _: bytes) -> Iterator[Expected]:
    """Events and tables of which nothing is made are no business of these steps."""
    yield f"left out as {name}"

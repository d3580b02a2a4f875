"""Calls that recorders and note-takers wrote, to be read back."""

from __future__ import annotations

from collections.abc import Iterator

from talktrack.core.conversation import Conversation
from talktrack.ingestion.ingest.readers import bundle
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import Damaged, File
from talktrack.world.conversations import generate
from talktrack.world.organisation import Organisation
from talktrack.world.recording import Recording

ORIGIN = Origin(tenant="acme", uri="in/call.json", sha256="00")


def recordings() -> Iterator[Recording]:
    """Yield the timed calls of a small organisation."""
    for call in generate(Organisation(seed=3, tenant="acme", book="first", conversations=24, turns=14)):
        if call.recording.lines[0].start_s is not None:
            yield call.recording


def read(data: bytes) -> list[Conversation | Damaged]:
    """Read one file by its content."""
    return list(bundle.read([File(data, ORIGIN)]))


def only(data: bytes) -> Conversation:
    """Read a file of one conversation."""
    [found] = read(data)
    assert isinstance(found, Conversation), found
    return found


def said(conversation: Conversation) -> list[tuple[str | None, str, float | None, float | None]]:
    """Return (label, text, start, end) of every turn."""
    labels = {person.id: person.label for person in conversation.participants}
    return [(labels.get(turn.speaker_id or ""), turn.text, turn.start_s, turn.end_s) for turn in conversation.turns]

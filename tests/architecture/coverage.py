"""What each source tells about a conversation, found by reading the small valid files of every format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from talktrack.core.conversation import UNKNOWN, Conversation
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import sha256
from talktrack.ingestion.ingest.readers import bundle
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import File
from tests.ingestion.ingest import families

FIELDS: dict[str, Callable[[Conversation], bool]] = {
    "title": lambda one: one.title is not None,
    "start": lambda one: one.started_at is not None,
    "duration": lambda one: one.duration_s is not None,
    "language": lambda one: one.language is not None,
    "speakers": lambda one: any(turn.speaker_id for turn in one.turns),
    "names": lambda one: any(person.name for person in one.participants),
    "addresses": lambda one: any(person.email for person in one.participants),
    "sides": lambda one: any(person.affiliation != UNKNOWN for person in one.participants),
    "turn times": lambda one: any(turn.start_s is not None for turn in one.turns),
    "words": lambda one: any(turn.words for turn in one.turns),
    "confidence": lambda one: any(turn.confidence is not None for turn in one.turns),
    "meeting": lambda one: one.meeting_id is not None,
    "deal": lambda one: one.deal_id is not None or one.deal is not None,
}
YES, NO = "●", "·"


def coverage() -> list[list[str]]:
    """Return one row per source: its name and whether any of its files tells each field."""
    told: dict[str, set[str]] = defaultdict(set)
    for family in families.names():
        for files in families.bundles(family):
            for one in _conversations(files):
                told[one.source] |= {name for name, tells in FIELDS.items() if tells(one)}
    return [[source, *(YES if name in told[source] else NO for name in FIELDS)] for source in sorted(told)]


def _conversations(files: tuple[bytes, ...]) -> list[Conversation]:
    made = [File(data, Origin(tenant="acme", uri="in/2026-01-15_1400.x", sha256=sha256(data))) for data in files]
    try:
        return [one for one in bundle.read(made) if isinstance(one, Conversation)]
    except SourceUnreadableError:
        return []

"""Where a conversation comes from, and how its id, event and provenance follow from that."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from talktrack.core.conversation import Participant, Provenance, Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import stable_id
from talktrack.core.locations import split
from talktrack.ingestion.ingest.readers.label import is_phone

READER_VERSION = "1"
MAX_TURNS = 100_000

_NAMED_START = re.compile(
    r"(?:GMT|(?<!\d))[0-9]{4}-?[0-9]{2}-?[0-9]{2}[-_T ][0-9]{2}[-:]?[0-9]{2}(?:[-:]?[0-9]{2})?(?!\d)"
)


@dataclass(frozen=True)
class Origin:
    """The tenant and the file that a reader was given."""

    tenant: str
    uri: str
    sha256: str

    @property
    def native_id(self) -> str:
        """Return what identifies a file whose content names no call: its bytes, since many files are called alike."""
        return self.sha256

    def conversation_id(self, source: str, native_id: str) -> str:
        """Return the id that this conversation has in every run."""
        return stable_id("c", self.tenant, source, native_id)

    def provenance(self, reader: str) -> Provenance:
        """Return the entry that names this file, the reader and its version."""
        return Provenance(uri=self.uri, sha256=self.sha256, reader=reader, version=READER_VERSION)


def check_size(turns: int) -> None:
    """Refuse, before any turn is built, what no conversation can be.

    Raises:
        SourceUnreadableError: ``too_many_turns``.
    """
    if turns > MAX_TURNS:
        raise SourceUnreadableError("too_many_turns", f"{turns} turns, more than {MAX_TURNS}")


def event_id(started_at: datetime | None, people: Iterable[str], otherwise: str) -> str:
    """Return the id of the real occasion from its start (UTC minute) and who took part.

    Without a start the same people may have met twice, so the conversation's own id stands in.
    """
    if started_at is None:
        return otherwise
    return stable_id("e", f"{started_at.astimezone(UTC):%Y-%m-%dT%H:%M}", *sorted(p.strip().lower() for p in people))


def parse_time(value: str | None) -> datetime | None:
    """Return an ISO 8601 time in UTC, or None when there is none or it makes no sense; no zone means UTC."""
    try:
        moment = datetime.fromisoformat((value or "").strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def last_end(turns: Iterable[Turn]) -> float | None:
    """Return when the last turn ends that says so, in seconds."""
    return max([turn.end_s for turn in turns if turn.end_s is not None], default=None)


def named_start(uri: str) -> datetime | None:
    """Return the start in a file's name, taken as UTC: ``GMT20260115-140000`` (Zoom) or ``2026-01-15_1400``."""
    found = _NAMED_START.search(split(uri)[1])
    digits = re.sub(r"\D", "", found[0]) if found else ""
    return parse_time(f"{digits[:8]}T{digits[8:]}")


class Cast:
    """Gives each distinct speaker label a participant, in order of appearance: s1, s2 and so on."""

    def __init__(self) -> None:
        """Start with an empty stage."""
        self._ids: dict[str, str] = {}

    def id_of(self, label: str | None) -> str | None:
        """Return the participant id of a label, making one for a new label; None stays None."""
        if label is None:
            return None
        return self._ids.get(label) or self._ids.setdefault(label, f"s{len(self._ids) + 1}")

    def participants(self) -> list[Participant]:
        """Return the participants seen so far; a label that is a phone number is also their number."""
        people = self._ids.items()
        return [Participant(id=key, label=label, phone=label if is_phone(label) else None) for label, key in people]

    def labels(self) -> list[str]:
        """Return the labels seen so far."""
        return list(self._ids)

"""Reads the transcript of a Zoom recording as JSON: a timeline of what was said, each entry with its users.

The form is undocumented; what is known of it comes from public models and fixtures. `users` holds objects or bare
names, or the entry names its speaker itself, with an e-mail address. An entry with several users belongs to nobody. A
room's microphone, behind which several people sit, is listed in the metadata under ``shared_microphones``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

import msgspec
from msgspec import structs

from talktrack.core.conversation import Conversation, Turn
from talktrack.core.decoding import utf8
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.clocks import all_seconds
from talktrack.ingestion.ingest.readers.facts import metadata_json
from talktrack.ingestion.ingest.readers.json_document import Identifier, Shape
from talktrack.ingestion.ingest.readers.origin import Cast, Origin, check_size, event_id, last_end, parse_time

SOURCE = "zoom_timeline"
PIECE = 2_000  # entries whose texts and times are still in the processor's cache when their turns are made


class _User(msgspec.Struct, frozen=True, gc=False):
    username: str | None = None
    multiple_people: bool | None = None


class _Entry(msgspec.Struct, frozen=True, gc=False):
    text: str | None = None
    raw_text: str | None = None
    ts: str | None = None
    end_ts: str | None = None
    users: tuple[_User | str, ...] | None = None
    username: str | None = None
    email_address: str | None = None


class _Recording(msgspec.Struct, frozen=True):
    timeline: list[_Entry]
    recording_id: Identifier | None = None
    meeting_id: Identifier | None = None
    recording_start: str | None = None
    recording_end: str | None = None


_RECORDING = Shape(_Recording)


def read(data: bytes, origin: Origin) -> Conversation:
    """Return the conversation of one recording.

    Raises:
        SourceUnreadableError: ``zoom_timeline_no_words``, ``too_many_turns``, or the document is damaged (see
            `json_document.Shape`).
    """
    recording = _RECORDING.read(utf8(data))
    check_size(len(recording.timeline))
    heard = _Heard()
    for first in range(0, len(recording.timeline), PIECE):
        heard.add(recording.timeline[first : first + PIECE])
    cast, turns, emails = heard.cast, heard.turns, heard.emails
    if not turns:
        raise SourceUnreadableError("zoom_timeline_no_words", "the timeline says who spoke when, but not what")
    started, ended = parse_time(recording.recording_start), parse_time(recording.recording_end)
    identity = origin.conversation_id(SOURCE, str(recording.recording_id or origin.native_id))
    return Conversation(
        id=identity,
        tenant=origin.tenant,
        event_id=event_id(started, cast.labels(), identity),
        source=SOURCE,
        channel="meeting" if recording.meeting_id else "call",
        started_at=started,
        duration_s=(ended - started).total_seconds() if started and ended else last_end(turns),
        participants=[structs.replace(person, email=emails.get(person.label)) for person in cast.participants()],
        turns=turns,
        provenance=[origin.provenance(SOURCE)],
        metadata_json=metadata_json({"meeting_id": recording.meeting_id, "shared_microphones": sorted(heard.rooms)}),
    )


class _Heard:
    """What the entries say, in their order; `emails` by label, behind the names of `rooms` several people sit."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self.cast = Cast()
        self.turns: list[Turn] = []
        self.emails: dict[str, str] = {}
        self.rooms: set[str] = set()

    def add(self, entries: Sequence[_Entry]) -> None:
        """Take in the next entries, one pass over them; what has no words is no turn."""
        labels: list[str | None] = []
        texts: list[str] = []
        for entry in entries:
            users = entry.users
            label = (entry.username if not users else _name(users[0]) if len(users) == 1 else None) or None
            labels.append(label)
            texts.append((entry.text or entry.raw_text or "").strip())
            if label and entry.email_address:
                self.emails[label] = entry.email_address
            for user in users or ():
                if type(user) is _User and user.multiple_people and user.username:
                    self.rooms.add(user.username)
        ids = {label: self.cast.id_of(label) for label in dict.fromkeys(compress(labels, texts))}
        starts = all_seconds([entry.ts or "" for entry in entries])
        ends = all_seconds([entry.end_ts or "" for entry in entries])
        self.turns += [
            Turn(speaker_id=ids[label], text=text, start_s=start_s, end_s=end_s)
            for text, label, start_s, end_s in zip(texts, labels, starts, ends, strict=True)
            if text
        ]


def _name(user: _User | str) -> str | None:
    return user if isinstance(user, str) else user.username

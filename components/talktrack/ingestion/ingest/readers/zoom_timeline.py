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
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.clocks import all_seconds
from talktrack.ingestion.ingest.readers.facts import metadata_json
from talktrack.ingestion.ingest.readers.json_document import Identifier, Shape, utf8
from talktrack.ingestion.ingest.readers.origin import Cast, Origin, check_size, event_id, last_end, parse_time

SOURCE = "zoom_timeline"


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
    labels = [
        users[0].username or None
        if (users := entry.users) and len(users) == 1 and type(users[0]) is _User
        else _label(entry)
        for entry in recording.timeline
    ]
    cast = Cast()
    turns = _turns(recording.timeline, labels, cast)
    if not turns:
        raise SourceUnreadableError("zoom_timeline_no_words", "the timeline says who spoke when, but not what")
    started, ended = parse_time(recording.recording_start), parse_time(recording.recording_end)
    identity = origin.conversation_id(SOURCE, str(recording.recording_id or origin.native_id))
    told = zip(labels, recording.timeline, strict=True)
    emails = {label: entry.email_address for label, entry in told if entry.email_address}
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
        metadata_json=_metadata(recording),
    )


def _label(entry: _Entry) -> str | None:
    """Return what the entry calls its one speaker."""
    users = entry.users
    if not users:
        return entry.username or None
    user = users[0]
    return (user if isinstance(user, str) else user.username) or None if len(users) == 1 else None


def _turns(timeline: Sequence[_Entry], labels: Sequence[str | None], cast: Cast) -> list[Turn]:
    texts = [(entry.text or entry.raw_text or "").strip() for entry in timeline]
    starts = all_seconds([entry.ts or "" for entry in timeline])
    ends = all_seconds([entry.end_ts or "" for entry in timeline])
    ids = {label: cast.id_of(label) for label in dict.fromkeys(compress(labels, texts))}
    return [
        Turn(speaker_id=ids[label], text=text, start_s=start_s, end_s=end_s)
        for text, label, start_s, end_s in zip(texts, labels, starts, ends, strict=True)
        if text
    ]


def _metadata(recording: _Recording) -> str:
    users = {user for entry in recording.timeline for user in entry.users or ()}
    rooms = {user.username for user in users if isinstance(user, _User) and user.multiple_people and user.username}
    return metadata_json({"meeting_id": recording.meeting_id, "shared_microphones": sorted(rooms)})

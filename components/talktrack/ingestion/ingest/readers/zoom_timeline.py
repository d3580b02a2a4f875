"""Reads the transcript of a Zoom recording as JSON: a timeline of what was said, each entry with its users.

The form is undocumented; what is known of it comes from public models and fixtures. `users` holds objects or bare
names, or the entry names its speaker itself, with an e-mail address. An entry with several users belongs to nobody. A
room's microphone, behind which several people sit, is listed in the metadata under ``shared_microphones``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class _Heard:
    """The entries as columns; `emails` by label, `rooms` are the names behind which several people sit."""

    labels: list[str | None] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    emails: dict[str, str] = field(default_factory=dict)
    rooms: set[str] = field(default_factory=set)


def read(data: bytes, origin: Origin) -> Conversation:
    """Return the conversation of one recording.

    Raises:
        SourceUnreadableError: ``zoom_timeline_no_words``, ``too_many_turns``, or the document is damaged (see
            `json_document.Shape`).
    """
    recording = _RECORDING.read(utf8(data))
    check_size(len(recording.timeline))
    heard = _heard(recording.timeline)
    cast = Cast()
    turns = _turns(heard, cast)
    if not turns:
        raise SourceUnreadableError("zoom_timeline_no_words", "the timeline says who spoke when, but not what")
    started, ended = parse_time(recording.recording_start), parse_time(recording.recording_end)
    identity = origin.conversation_id(SOURCE, str(recording.recording_id or origin.native_id))
    emails = heard.emails
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


def _heard(timeline: Iterable[_Entry]) -> _Heard:
    """Take what counts out of the entries in one pass: those of a long recording lie scattered in memory."""
    heard = _Heard()
    labels, texts, starts, ends = heard.labels, heard.texts, heard.starts, heard.ends
    for entry in timeline:
        users = entry.users
        label = (entry.username if not users else _name(users[0]) if len(users) == 1 else None) or None
        labels.append(label)
        texts.append((entry.text or entry.raw_text or "").strip())
        starts.append(entry.ts or "")
        ends.append(entry.end_ts or "")
        if label and entry.email_address:
            heard.emails[label] = entry.email_address
        for user in users or ():
            if type(user) is _User and user.multiple_people and user.username:
                heard.rooms.add(user.username)
    return heard


def _name(user: _User | str) -> str | None:
    return user if isinstance(user, str) else user.username


def _turns(heard: _Heard, cast: Cast) -> list[Turn]:
    ids = {label: cast.id_of(label) for label in dict.fromkeys(compress(heard.labels, heard.texts))}
    starts, ends = all_seconds(heard.starts), all_seconds(heard.ends)
    return [
        Turn(speaker_id=ids[label], text=text, start_s=start_s, end_s=end_s)
        for text, label, start_s, end_s in zip(heard.texts, heard.labels, starts, ends, strict=True)
        if text
    ]

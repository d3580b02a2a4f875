"""Reads Fathom meetings as its API lists them, one alone as a webhook brings it, or a file of them.

Field names: developers.fathom.ai, ``GET /external/v1/meetings``. Lines have a start in whole seconds and no end: a turn
ends where the next one begins, and has no end when both begin in the same second. The two ``matched_…`` fields, which
tie display names to invitees, may be absent; then an invitee of the same name is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

import msgspec

from talktrack.core.conversation import UNKNOWN, Conversation, Participant, Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.json_records import Record
from talktrack.ingestion.ingest.readers.facts import metadata_json
from talktrack.ingestion.ingest.readers.json_document import ABSENT, Identifier, Shape
from talktrack.ingestion.ingest.readers.languages import two_letters
from talktrack.ingestion.ingest.readers.origin import Cast, Origin, check_size, event_id, parse_time
from talktrack.ingestion.ingest.readers.pages import Pages
from talktrack.ingestion.ingest.readers.reading import Reading
from talktrack.ingestion.ingest.readers.records import each
from talktrack.ingestion.ingest.readers.timecode import seconds

SOURCE = "fathom"


class _Speaker(msgspec.Struct, frozen=True):
    display_name: str | None = None
    matched_calendar_invitee_email: str | None = None


class _Line(msgspec.Struct, frozen=True):
    speaker: _Speaker | None = None
    text: str | None = None
    timestamp: str | None = None


class _Person(msgspec.Struct, frozen=True):
    """An invitee, or who recorded the meeting."""

    name: str | None = None
    email: str | None = None
    is_external: bool | None = None
    matched_speaker_display_name: str | None = None


class _Meeting(msgspec.Struct, frozen=True):
    transcript: list[_Line] | None = None
    recording_id: Identifier | None = None
    title: str | None = None
    meeting_title: str | None = None
    meeting_url: str | None = None
    recording_start_time: str | None = None
    recording_end_time: str | None = None
    scheduled_start_time: str | None = None
    transcript_language: str | None = None
    calendar_invitees: list[_Person] | None = None
    recorded_by: _Person | None = None
    url: msgspec.Raw = ABSENT
    calendar_invitees_domains_type: msgspec.Raw = ABSENT
    default_summary: msgspec.Raw = ABSENT
    action_items: msgspec.Raw = ABSENT
    highlights: msgspec.Raw = ABSENT
    crm_matches: msgspec.Raw = ABSENT


_VERBATIM = ("url", "calendar_invitees_domains_type", "default_summary", "action_items", "highlights", "crm_matches")
_PAGES = Pages(lists=("items",))
_MEETING = Shape(_Meeting)


def read(data: bytes, origin: Origin) -> Iterator[Reading]:
    """Yield the meetings of one file.

    Raises:
        SourceUnreadableError: the file is damaged as a whole (see `Pages.records`).
    """
    return each(_PAGES.records(data), partial(_conversation, origin=origin))


def _conversation(record: Record, origin: Origin) -> Conversation:
    meeting = _MEETING.read(record.data)
    spoken = [line for line in meeting.transcript or () if (line.text or "").strip()]
    check_size(len(spoken))
    if not spoken:
        raise SourceUnreadableError("fathom_no_transcript", "the meeting holds no transcript")
    cast = Cast()
    started, ended = parse_time(meeting.recording_start_time), parse_time(meeting.recording_end_time)
    duration_s = (ended - started).total_seconds() if started and ended else None
    turns = _turns(spoken, duration_s, cast)
    people = _people(cast, meeting, spoken)
    began = started or parse_time(meeting.scheduled_start_time)
    identity = origin.conversation_id(SOURCE, str(meeting.recording_id or origin.native_id))
    return Conversation(
        id=identity,
        tenant=origin.tenant,
        event_id=meeting.meeting_url or _occasion(began, people, identity),
        source=SOURCE,
        channel="meeting",
        title=meeting.meeting_title or meeting.title,
        started_at=began,
        duration_s=duration_s,
        language=two_letters(meeting.transcript_language),
        participants=people,
        turns=turns,
        provenance=[origin.provenance(SOURCE)],
        metadata_json=metadata_json({name: getattr(meeting, name) for name in _VERBATIM}),
    )


def _turns(spoken: Sequence[_Line], duration_s: float | None, cast: Cast) -> list[Turn]:
    starts = [seconds(line.timestamp or "") for line in spoken]
    ends = [*starts[1:], duration_s]
    return [
        Turn(
            speaker_id=cast.id_of(_label(line)),
            text=(line.text or "").strip(),
            start_s=start_s,
            end_s=end_s if start_s is not None and end_s is not None and end_s > start_s else None,
        )
        for line, start_s, end_s in zip(spoken, starts, ends, strict=True)
    ]


def _label(line: _Line) -> str | None:
    return (line.speaker.display_name if line.speaker else None) or None


def _email(line: _Line) -> str | None:
    return line.speaker.matched_calendar_invitee_email if line.speaker else None


def _people(cast: Cast, meeting: _Meeting, spoken: Sequence[_Line]) -> list[Participant]:
    """Return who speaks, with what the meeting says about the invitee that is the same person."""
    recorder = meeting.recorded_by or _Person()
    invitees = [*(meeting.calendar_invitees or ()), msgspec.structs.replace(recorder, is_external=False)]
    by_email = {person.email: person for person in reversed(invitees) if person.email}
    by_name = {person.name: person for person in reversed(invitees) if person.name}
    by_name |= {
        person.matched_speaker_display_name: person for person in invitees if person.matched_speaker_display_name
    }
    emails = {_label(line): email for line in spoken if (email := _email(line))}
    found = ((person, emails.get(person.label)) for person in cast.participants())
    return [_known(person, by_email.get(email) or by_name.get(person.label), email) for person, email in found]


def _known(person: Participant, invitee: _Person | None, email: str | None) -> Participant:
    if invitee is None:
        return msgspec.structs.replace(person, email=email)
    side = {True: "external", False: "internal", None: UNKNOWN}[invitee.is_external]
    return msgspec.structs.replace(person, name=invitee.name or None, email=invitee.email or email, affiliation=side)


def _occasion(started: datetime | None, people: Sequence[Participant], identity: str) -> str:
    return event_id(started, (person.email or person.label for person in people), identity)

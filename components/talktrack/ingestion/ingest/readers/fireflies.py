"""Reads Fireflies transcripts as its GraphQL API answers them: one, or a page of them, with or without the wrapping.

Field names: docs.fireflies.ai/schema/transcript. A sentence is a turn. Its `text` may have been edited by users; where
it differs from `raw_text`, what the recogniser heard is kept as an edit, and the metadata say how often that is so.
Times are seconds, as strings or numbers; `duration` is in minutes, `date` in milliseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec

from talktrack.core.conversation import UNKNOWN, Conversation, Edit, Participant, Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.json_records import Record
from talktrack.ingestion.ingest.readers.facts import metadata_json
from talktrack.ingestion.ingest.readers.json_document import ABSENT, Identifier, Number, Shape
from talktrack.ingestion.ingest.readers.origin import Cast, Origin, check_size, event_id, parse_time
from talktrack.ingestion.ingest.readers.pages import Pages
from talktrack.ingestion.ingest.readers.reading import Reading
from talktrack.ingestion.ingest.readers.records import each

SOURCE = "fireflies"
EDITED = "edited_in_source"
SECONDS_PER_MINUTE = 60.0
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_DATE = 13  # digits of a date in milliseconds until the year 2286


class _Sentence(msgspec.Struct, frozen=True, gc=False):
    speaker_name: str | None = None
    speaker_id: Identifier | None = None
    text: str | None = None
    raw_text: str | None = None
    start_time: Number | None = None
    end_time: Number | None = None


class _Speaker(msgspec.Struct, frozen=True):
    id: Identifier | None = None
    name: str | None = None


class _Attendee(msgspec.Struct, frozen=True, rename="camel"):
    display_name: str | None = None
    name: str | None = None
    email: str | None = None
    phone_number: Identifier | None = None


class _Transcript(msgspec.Struct, frozen=True):
    sentences: list[_Sentence] | None = None
    id: Identifier | None = None
    title: str | None = None
    date: Number | str | None = None
    date_string: str | None = msgspec.field(name="dateString", default=None)
    duration: Number | None = None
    speakers: list[_Speaker] | None = None
    meeting_attendees: list[_Attendee] | None = None
    workspace_users: list[str] | None = None
    meeting_link: str | None = None
    calendar_id: str | None = None
    cal_id: str | None = None
    organizer_email: msgspec.Raw = ABSENT
    participants: msgspec.Raw = ABSENT
    privacy: msgspec.Raw = ABSENT
    summary: msgspec.Raw = ABSENT
    analytics: msgspec.Raw = ABSENT


_PAGES = Pages(lists=("transcripts",), wrappings=("data", "transcript"))
_TRANSCRIPT = Shape(_Transcript)


def read(data: bytes, origin: Origin) -> Iterator[Reading]:
    """Yield the transcripts of one file.

    Raises:
        SourceUnreadableError: the file is damaged as a whole (see `Pages.records`).
    """
    return each(_PAGES.records(data), partial(_conversation, origin=origin))


def _conversation(record: Record, origin: Origin) -> Conversation:
    transcript = _TRANSCRIPT.read(record.data)
    spoken = [sentence for sentence in transcript.sentences or () if _text(sentence)]
    check_size(len(spoken))
    if not spoken:
        raise SourceUnreadableError("fireflies_no_sentences", "the transcript holds no sentence with text")
    cast = Cast()
    turns = _turns(spoken, transcript.speakers or (), cast)
    started = _started(transcript)
    identity = origin.conversation_id(SOURCE, str(transcript.id or origin.native_id))
    people = _people(cast, transcript)
    meeting = transcript.calendar_id or transcript.cal_id or None
    return Conversation(
        id=identity,
        tenant=origin.tenant,
        event_id=meeting or transcript.meeting_link or _occasion(started, people, identity),
        source=SOURCE,
        channel="meeting",
        title=transcript.title,
        started_at=started,
        duration_s=None if transcript.duration is None else transcript.duration * SECONDS_PER_MINUTE,
        participants=people,
        turns=turns,
        edits=_edits(spoken),
        meeting_id=meeting,
        provenance=[origin.provenance(SOURCE)],
        metadata_json=_metadata(transcript, spoken),
    )


def _text(sentence: _Sentence) -> str:
    return (sentence.text or sentence.raw_text or "").strip()


def _turns(spoken: Sequence[_Sentence], speakers: Sequence[_Speaker], cast: Cast) -> list[Turn]:
    names = {str(speaker.id): speaker.name for speaker in speakers if speaker.name}
    return [
        Turn(
            speaker_id=cast.id_of(_label(sentence, names)),
            text=_text(sentence),
            start_s=sentence.start_time,
            end_s=sentence.end_time,
        )
        for sentence in spoken
    ]


def _label(sentence: _Sentence, names: Mapping[str, str | None]) -> str | None:
    """Return the speaker's name, or for one without a name ``Speaker`` and the id."""
    if sentence.speaker_name:
        return sentence.speaker_name
    if sentence.speaker_id is None:
        return None
    return names.get(str(sentence.speaker_id)) or f"Speaker {sentence.speaker_id}"


def _edits(spoken: Sequence[_Sentence]) -> list[Edit]:
    """Return what takes every edited turn back to what was heard."""
    heard = ((place, _text(sentence), (sentence.raw_text or "").strip()) for place, sentence in enumerate(spoken))
    return [
        Edit(turn=place, start=0, end=len(text), before=raw, reason=EDITED)
        for place, text, raw in heard
        if raw not in ("", text)
    ]


def _people(cast: Cast, transcript: _Transcript) -> list[Participant]:
    """Return who speaks, with what the attendee of the same name says about them; the team is on our side."""
    attendees = {
        name: one for one in transcript.meeting_attendees or () for name in (one.name, one.display_name) if name
    }
    team = {email.lower() for email in transcript.workspace_users or ()}
    return [_known(person, attendees.get(person.label, _Attendee()), team) for person in cast.participants()]


def _known(person: Participant, attendee: _Attendee, team: set[str]) -> Participant:
    return msgspec.structs.replace(
        person,
        name=attendee.display_name or attendee.name or None,
        email=attendee.email or None,
        phone=str(attendee.phone_number) if attendee.phone_number else person.phone,
        affiliation="internal" if (attendee.email or "").lower() in team else UNKNOWN,
    )


def _started(transcript: _Transcript) -> datetime | None:
    said = transcript.date
    if isinstance(said, str) and said.isdecimal() and len(said) <= LONGEST_DATE:
        said = float(said)
    created = EPOCH + timedelta(milliseconds=said) if isinstance(said, float) else parse_time(said)
    return parse_time(transcript.date_string) or created


def _occasion(started: datetime | None, people: Sequence[Participant], identity: str) -> str:
    return event_id(started, (person.email or person.label for person in people), identity)


def _metadata(transcript: _Transcript, spoken: Sequence[_Sentence]) -> str:
    known = {
        name: getattr(transcript, name)
        for name in ("organizer_email", "participants", "privacy", "summary", "analytics")
    }
    return metadata_json(known | {"edited_share": round(len(_edits(spoken)) / len(spoken), 3)})

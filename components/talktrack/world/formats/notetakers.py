"""Note-takers' JSON: Fireflies transcripts and Fathom meetings, as their APIs answer.

With their traps: times as strings or numbers, texts that people edited, names that only some invitees are matched to,
whole seconds without an end.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from talktrack.core.conversation import SELLER
from talktrack.world.formats.recorders import EDITED_EVERY, misheard
from talktrack.world.identifiers import number
from talktrack.world.recording import Line, Recording
from talktrack.world.truth import TruePerson

MILLISECONDS = 1000


def write_fireflies(recording: Recording) -> bytes:
    """Return the answer of Fireflies to a query for one transcript."""
    return msgspec.json.encode({"data": {"transcript": fireflies_transcript(recording)}})


def write_fathom(recording: Recording) -> bytes:
    """Return what Fathom's webhook brings: one meeting."""
    return msgspec.json.encode(fathom_meeting(recording))


def fireflies_transcript(recording: Recording) -> dict[str, Any]:
    """Return a transcript with the fields of https://docs.fireflies.ai/schema/transcript that readers care for."""
    people = [person for person in recording.people if not person.phone_only]
    return {
        "id": recording.native_id,
        "title": recording.title,
        "date": recording.started_at.timestamp() * MILLISECONDS,
        "dateString": None,
        "duration": recording.duration_s / 60,
        "organizer_email": recording.people[0].email,
        "participants": [person.email for person in people],
        "workspace_users": [person.email for person in people if person.role == SELLER],
        "meeting_attendees": [_attendee(person) for person in people if not person.label_is_wrong],
        "speakers": [{"id": place, "name": person.label} for place, person in enumerate(recording.people)],
        "meeting_link": recording.meeting.join_url if recording.meeting else None,
        "calendar_id": recording.meeting.id if recording.meeting else None,
        "privacy": "participants",
        "sentences": [_sentence(recording, place, line) for place, line in enumerate(recording.lines)],
        "summary": {"keywords": ["price"], "action_items": "Send the offer.", "overview": None},
    }


def fathom_meeting(recording: Recording) -> dict[str, Any]:
    """Return a meeting with the fields of https://developers.fathom.ai that readers care for."""
    seller = next(person for person in recording.people if person.role == SELLER)
    page = f"https://fathom.example/calls/{number('fathom', recording.native_id)}"
    return {
        "title": recording.title,
        "meeting_title": recording.title if recording.meeting else None,
        "recording_id": number("fathom", recording.native_id) % 10**9,
        "url": page,
        "share_url": f"{page}/share",
        "meeting_url": recording.meeting.join_url if recording.meeting else None,
        "created_at": (recording.started_at + timedelta(seconds=recording.duration_s)).isoformat(),
        "scheduled_start_time": recording.started_at.isoformat(),
        "recording_start_time": recording.started_at.isoformat(),
        "recording_end_time": (recording.started_at + timedelta(seconds=recording.duration_s)).isoformat(),
        "calendar_invitees_domains_type": "one_or_more_external",
        "transcript_language": "en",
        "recorded_by": {"name": seller.label, "email": seller.email, "email_domain": _domain(seller), "team": "Sales"},
        "calendar_invitees": [_invitee(place, person) for place, person in enumerate(recording.people)],
        "transcript": [_line(recording, line) for line in recording.lines],
    }


def _attendee(person: TruePerson) -> dict[str, Any]:
    return {"displayName": person.label, "email": person.email, "phoneNumber": None, "name": None, "location": None}


def _sentence(recording: Recording, place: int, line: Line) -> dict[str, Any]:
    start, end = line.start_s, line.end_s
    speaker: dict[str, Any] = {"speaker_id": None, "speaker_name": None}
    if line.speaker is not None:
        name = None if place % 2 else recording.people[line.speaker].label
        speaker = {"speaker_id": line.speaker, "speaker_name": name}
    return speaker | {
        "index": place,
        "text": line.text,
        "raw_text": misheard(line.text) if place % EDITED_EVERY == 0 else line.text,
        "start_time": str(start) if place % 3 == 0 and start is not None else start,
        "end_time": end,
        "ai_filters": {
            "task": None,
            "question": line.text if line.text.endswith("?") else None,
            "sentiment": "neutral",
        },
    }


def _invitee(place: int, person: TruePerson) -> dict[str, Any]:
    """Return an invitee; every second one is matched to the name that the call showed."""
    matched = {} if place % 2 else {"matched_speaker_display_name": person.label}
    return matched | {
        "name": person.name if matched else person.label,
        "email": person.email,
        "email_domain": _domain(person),
        "is_external": person.role != SELLER,
    }


def _domain(person: TruePerson) -> str:
    return (person.email or "").rpartition("@")[2]


def _line(recording: Recording, line: Line) -> dict[str, Any]:
    whole = int(line.start_s or 0)
    label = None if line.speaker is None else recording.people[line.speaker].label
    return {
        "speaker": {"display_name": label},
        "text": line.text,
        "timestamp": f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}",
    }

"""Gong: two JSON files per call, as `/v2/calls/transcript` and `/v2/calls/extensive` answer.

Sentence times are milliseconds, everything else is seconds; names come only from joining parties by speakerId.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from talktrack.world.identifiers import gong_id
from talktrack.world.recording import Line, Recording

_SENTENCES = re.compile(r"(?<=[.?!])\s+")


def files(recording: Recording) -> dict[str, bytes]:
    """Return the two files of a call by name."""
    call = recording.native_id
    return {
        f"{call}.transcript.json": msgspec.json.encode(_transcript(recording)),
        f"{call}.extensive.json": msgspec.json.encode(_extensive(recording)),
    }


def sentences(line: Line) -> list[dict[str, Any]]:
    """Split a turn into sentences; a sentence's share of the time is its share of the characters."""
    start_s, end_s = line.start_s or 0.0, line.end_s or 0.0
    parts = _SENTENCES.split(line.text)
    per_character_s = (end_s - start_s) / max(1, len(line.text))
    found = []
    position = 0
    for part in parts:
        start = round(1000 * (start_s + position * per_character_s))
        position += len(part) + 1
        found.append({"start": start, "end": round(1000 * (start_s + position * per_character_s)), "text": part})
    found[-1]["end"] = round(1000 * end_s)
    return found


def _transcript(recording: Recording) -> dict[str, Any]:
    monologues = [
        {
            "speakerId": None if line.speaker is None else recording.speaker_label(line.speaker),
            "topic": None,
            "sentences": sentences(line),
        }
        for line in recording.lines
    ]
    return {
        "requestId": gong_id(recording.native_id, "request"),
        "records": {"totalRecords": 1, "currentPageSize": 1, "currentPageNumber": 0},
        "callTranscripts": [{"callId": recording.native_id, "transcript": monologues}],
    }


def _extensive(recording: Recording) -> dict[str, Any]:
    started = recording.started_at.isoformat()
    meta = {
        "id": recording.native_id,
        "url": f"https://app.gong.io/call?id={recording.native_id}",
        "title": recording.title,
        "scheduled": recording.meeting.starts_at if recording.meeting else None,
        "started": started,
        "duration": round(recording.duration_s),
        "primaryUserId": gong_id(recording.people[0].id),
        "direction": "Conference",
        "system": "Zoom",
        "scope": "External",
        "media": "Video",
        "language": recording.language,
        "workspaceId": gong_id(recording.tenant, "workspace"),
        "meetingUrl": recording.meeting.join_url if recording.meeting else None,
        "isPrivate": False,
        "calendarEventId": recording.meeting.id if recording.meeting else None,
    }
    call = {"metaData": meta, "context": _context(recording), "parties": _parties(recording)}
    return {"requestId": gong_id(recording.native_id, "request2"), "records": {"totalRecords": 1}, "calls": [call]}


def _parties(recording: Recording) -> list[dict[str, Any]]:
    found = []
    for position, person in enumerate(recording.people):
        party: dict[str, Any] = {
            "id": gong_id(recording.native_id, "party", position),
            "speakerId": recording.speaker_label(position),
            "affiliation": "Internal" if person.role == "seller" else "External",
            "methods": ["Attendee"],
        }
        if person.phone_only:
            party |= {"phoneNumber": person.phone, "affiliation": "Unknown"}
        else:
            party |= {"name": person.label}
        if not person.phone_only and not person.label_is_wrong:
            party |= {"emailAddress": person.email, "methods": ["Invitee", "Attendee"]}
        if person.role == "seller":
            party |= {"userId": gong_id(person.id)}
        found.append(party)
    return found


def _context(recording: Recording) -> list[dict[str, Any]]:
    """Return the CRM objects; the deal's fields are those at the time of the call."""
    fields = [{"name": "StageName", "value": recording.deal_stage}]
    objects = [
        {"objectType": "Opportunity", "objectId": recording.deal_id, "fields": fields, "timing": "TimeOfCall"},
        {"objectType": "Account", "objectId": recording.account_id, "fields": [], "timing": "TimeOfCall"},
    ]
    return [{"system": "Salesforce", "objects": objects}]

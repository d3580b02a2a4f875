"""What note-takers answer: Fireflies transcripts and Fathom meetings, alone, wrapped and in pages."""

from __future__ import annotations

import json
from typing import Any

_SENTENCE: dict[str, Any] = {
    "index": 0,
    "speaker_name": "Jane",
    "speaker_id": 0,
    "text": "Hi é",
    "raw_text": "hi",
    "start_time": "0.5",
    "end_time": 2.25,
    "ai_filters": {"task": None, "sentiment": "neutral"},
}
_TRANSCRIPT: dict[str, Any] = {
    "id": "t1",
    "title": "Acme intro",
    "date": 1768485600000,
    "dateString": "2026-01-15T14:00:00.000Z",
    "duration": 12.5,
    "speakers": [{"id": 0, "name": "Jane"}],
    "meeting_attendees": [{"displayName": "Jane", "email": "j@x.example", "phoneNumber": None, "name": None}],
    "meeting_link": "https://meet.example/a",
    "calendar_id": "uid-1",
    "sentences": [_SENTENCE, _SENTENCE | {"speaker_name": None, "speaker_id": "1"}],
    "summary": {"keywords": ["price"], "action_items": ["Send it"]},
}
_LINE: dict[str, Any] = {
    "speaker": {"display_name": "Jane", "matched_calendar_invitee_email": "j@x.example"},
    "text": "Hi é",
    "timestamp": "00:00:01",
}
_MEETING: dict[str, Any] = {
    "title": "Intro",
    "meeting_title": "Acme intro",
    "recording_id": 7,
    "url": "https://fathom.example/calls/7",
    "recording_start_time": "2026-01-15T14:00:00Z",
    "recording_end_time": "2026-01-15T14:10:00Z",
    "transcript_language": "en",
    "calendar_invitees": [{"name": "Jane", "email": "j@x.example", "is_external": True}],
    "recorded_by": {"name": "Sam", "email": "s@us.example", "team": "Sales"},
    "transcript": [_LINE, _LINE | {"timestamp": "00:00:05"}],
    "action_items": [{"description": "Send it"}],
}

SEEDS: tuple[bytes, ...] = tuple(
    json.dumps(document).encode()
    for document in (
        _TRANSCRIPT,
        {"data": {"transcript": _TRANSCRIPT}},
        {"data": {"transcripts": [_TRANSCRIPT, _TRANSCRIPT | {"id": "t2", "date": "1768485600000"}]}},
        [_TRANSCRIPT],
        {"transcript": _TRANSCRIPT | {"dateString": None, "calendar_id": None, "speakers": None}},
        {"id": "t3", "sentences": [{"text": "Hi", "raw_text": None, "speaker_name": "Jane"}]},
        {"data": {"transcript": _TRANSCRIPT | {"sentences": None}}},
        _MEETING,
        {"limit": 10, "next_cursor": None, "items": [_MEETING, _MEETING | {"recording_id": "8"}]},
        [_MEETING],
        _MEETING | {"calendar_invitees": None, "recorded_by": None, "meeting_url": "https://meet.example/a"},
        {"recording_id": 9, "transcript": [{"speaker": None, "text": "Hi", "timestamp": None}]},
        {"items": [_MEETING | {"transcript": None}, _MEETING]},
    )
)

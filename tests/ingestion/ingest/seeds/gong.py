"""Gong's documents as the API gives them, wrapped, cut into pages, and with other types."""

from __future__ import annotations

import json
from typing import Any

_SENTENCES: list[Any] = [{"start": 0, "end": 900, "text": "Hi é"}, {"start": 1000, "end": 2000, "text": "How are you?"}]
_CALL: dict[str, Any] = {"callId": "1", "transcript": [{"speakerId": "5", "topic": "Intro", "sentences": _SENTENCES}]}
_META: dict[str, Any] = {
    "id": "1",
    "title": "Acme intro",
    "started": "2026-01-15T15:00:00+01:00",
    "duration": 3.5,
    "direction": "Conference",
    "language": "eng",
    "meetingUrl": "https://zoom.example/j/1",
    "calendarEventId": "uid-1",
}
_PARTIES: list[Any] = [
    {
        "speakerId": "5",
        "name": "Jane",
        "emailAddress": "jane@x.example",
        "affiliation": "Internal",
        "phoneNumber": "+1 402",
    },
    {"speakerId": None, "name": "Sam", "affiliation": "External"},
]
_FIELDS = [{"name": "StageName", "value": "Discovery"}, {"name": "Amount", "value": "1000"}]
_CONTEXT = [
    {
        "system": "Salesforce",
        "objects": [
            {"objectType": "Opportunity", "objectId": "006000000000001AAA", "fields": _FIELDS, "timing": "TimeOfCall"},
            {"objectType": "Account", "objectId": "001000000000001AAA", "timing": "TimeOfCall"},
        ],
    }
]
_KNOWN: dict[str, Any] = {"metaData": _META, "parties": _PARTIES, "context": _CONTEXT}


def _json(document: Any) -> bytes:
    return json.dumps(document).encode()


SEEDS: tuple[bytes, ...] = tuple(
    map(
        _json,
        (
            {"callTranscripts": [_CALL]},
            {"payload": {"callTranscripts": [_CALL]}},
            {
                "requestId": "r",
                "records": {"cursor": "c", "totalRecords": 2},
                "callTranscripts": [_CALL, _CALL | {"callId": 2}],
            },
            _CALL,
            [_CALL],
            {"callTranscripts": [{"callId": 1, "transcript": [{"speakerId": 5, "sentences": []}]}]},
            {"callTranscripts": [_CALL | {"transcript": [{"speakerId": None, "sentences": _SENTENCES}]}]},
            {"callTranscripts": []},
            {"calls": [_KNOWN]},
            {"payload": {"calls": [_KNOWN]}},
            {"calls": [{"metaData": {"id": 1}}]},
            {"calls": [_KNOWN | {"parties": None, "context": None}]},
        ),
    )
)
PAIRS: tuple[tuple[bytes, ...], ...] = ((SEEDS[0], SEEDS[8]),)

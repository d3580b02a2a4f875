"""Gong's pair: milliseconds, joined names, context as of the call, and every form a document arrives in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from talktrack.core.conversation import Conversation, DealContext, Participant, Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers import gong
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import File

ORIGIN = Origin(tenant="acme", uri="in/call-7.transcript.json", sha256="00")
CALL: dict[str, Any] = {
    "callId": "7782",
    "transcript": [
        {
            "speakerId": "61",
            "topic": None,
            "sentences": [
                {"start": 1000, "end": 2500, "text": "Hello Jane."},
                {"start": 2600, "end": 4000, "text": "How are you?"},
            ],
        },
        {"speakerId": "62", "sentences": [{"start": 4200, "end": 5000, "text": "Fine, thanks."}]},
    ],
}
DETAILS: dict[str, Any] = {
    "metaData": {
        "id": "7782",
        "title": "Acme intro",
        "started": "2026-01-15T15:00:00+01:00",
        "duration": 5,
        "direction": "Conference",
        "scope": "External",
        "language": "eng",
        "meetingUrl": "https://meet.example.com/abc",
        "calendarEventId": "uid-1@example.com",
    },
    "parties": [
        {"speakerId": "61", "name": "Sam Seller", "emailAddress": "sam@us.example", "affiliation": "Internal"},
        {"speakerId": "62", "name": "Jane Doe", "phoneNumber": "+4930123", "affiliation": "External"},
        {"speakerId": None, "name": "Silent Guest"},
    ],
    "context": [
        {
            "system": "Salesforce",
            "objects": [
                {
                    "objectType": "Opportunity",
                    "objectId": "0061N00000abcDE",
                    "timing": "TimeOfCall",
                    "fields": [{"name": "StageName", "value": "Discovery"}, {"name": "Amount", "value": 1200.5}],
                },
                {
                    "objectType": "Opportunity",
                    "objectId": "0061N00000abcDE",
                    "timing": "Now",
                    "fields": [{"name": "StageName", "value": "Closed Won"}],
                },
            ],
        }
    ],
}


def _transcript(document: object) -> File:
    return File(msgspec.json.encode(document), ORIGIN)


def _pair() -> Conversation:
    return gong.read(_transcript({"callTranscripts": [CALL]}), _transcript({"calls": [DETAILS]}))[0]


def _reason(transcript: File | None, extensive: File | None = None) -> str:
    with pytest.raises(SourceUnreadableError) as caught:
        gong.read(transcript, extensive)
    return caught.value.reason


def test_one_monologue_is_one_turn_in_seconds() -> None:
    """Sentence times are milliseconds and become seconds from the start."""
    expected = [
        Turn(speaker_id="s1", text="Hello Jane. How are you?", start_s=1.0, end_s=4.0),
        Turn(speaker_id="s2", text="Fine, thanks.", start_s=4.2, end_s=5.0),
    ]

    assert expected == _pair().turns


def test_names_come_from_the_joined_parties() -> None:
    """A party names the speaker it is joined to; people who never speak are no participants."""
    expected = [
        Participant(id="s1", label="61", name="Sam Seller", email="sam@us.example", affiliation="internal"),
        Participant(id="s2", label="62", name="Jane Doe", phone="+4930123", affiliation="external"),
    ]

    assert expected == _pair().participants


def test_context_counts_only_as_of_the_call() -> None:
    """The stage of today would leak the outcome into the features."""
    assert DealContext(stage="Discovery", amount=1200.5) == _pair().deal


def test_ids_of_the_crm_have_eighteen_characters() -> None:
    """The 15-character form and the 18-character form name the same record."""
    assert _pair().deal_id == "0061N00000abcDEQAY"


def test_the_call_itself_is_described_by_its_details() -> None:
    """Start in UTC, length in seconds, language in two letters, the calendar's id as event."""
    call = _pair()
    found = (call.started_at, call.duration_s, call.language, call.event_id, call.channel, call.title)

    assert found == (datetime(2026, 1, 15, 14, tzinfo=UTC), 5.0, "en", "uid-1@example.com", "meeting", "Acme intro")


def test_a_lone_transcript_is_enough() -> None:
    """Without details the names and the time of day are unknown and the text is kept."""
    call = gong.read(_transcript({"callTranscripts": [CALL]}), None)[0]

    assert (call.started_at, [p.name for p in call.participants], len(call.turns)) == (None, [None, None], 2)


def test_the_same_call_has_the_same_id_in_every_form() -> None:
    """Bare, listed and wrapped documents of one call are one conversation."""
    forms = [CALL, {"callTranscripts": [CALL]}, {"payload": {"callTranscripts": [CALL]}}, {"payload": CALL}]
    ids = {gong.read(_transcript(form), None)[0].id for form in forms}

    assert len(ids) == 1


def test_a_file_may_hold_several_calls() -> None:
    """Every call of a page of the API becomes its own conversation."""
    calls = gong.read(_transcript({"callTranscripts": [CALL, CALL | {"callId": "7783"}]}), None)

    assert [len(call.turns) for call in calls] == [2, 2]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"callTranscripts": []}, "gong_no_calls"),
        ({"callTranscripts": [{"callId": "1", "transcript": []}]}, "gong_no_sentences"),
        (
            {"callTranscripts": [{"callId": "1", "transcript": [{"sentences": [{"start": "soon"}]}]}]},
            "gong_shape_wrong",
        ),
    ],
)
def test_documents_without_a_call_have_a_reason(document: object, reason: str) -> None:
    """What is well-formed JSON but no call says why."""
    assert reason == _reason(_transcript(document))


def test_a_truncated_file_is_not_json() -> None:
    """A download that broke off is told apart from a wrong shape."""
    whole = _transcript({"callTranscripts": [CALL]})

    assert _reason(File(whole.data[:-9], ORIGIN)) == "gong_not_json"


def test_details_alone_are_unreadable() -> None:
    """A call without sentences cannot be read; the reason asks for the other half."""
    assert _reason(None, _transcript({"calls": [DETAILS]})) == "gong_transcript_missing"


def test_halves_of_different_calls_are_refused() -> None:
    """Two files under one name must hold one call."""
    other = DETAILS | {"metaData": {"id": "1"}}

    assert _reason(_transcript({"callTranscripts": [CALL]}), _transcript({"calls": [other]})) == "gong_pair_mismatch"

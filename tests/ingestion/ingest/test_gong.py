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
from talktrack.ingestion.ingest.readers.reading import Damaged, File

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


def _file(document: object) -> File:
    return File(msgspec.json.encode(document), ORIGIN)


def _calls(transcript: object, extensive: object | None = None) -> list[Conversation]:
    """Read documents that hold nothing damaged."""
    found = list(gong.read(_file(transcript), None if extensive is None else _file(extensive)))
    assert not [one for one in found if isinstance(one, Damaged)]
    return [one for one in found if isinstance(one, Conversation)]


def _pair() -> Conversation:
    return _calls({"callTranscripts": [CALL]}, {"calls": [DETAILS]})[0]


def _outcomes(transcript: object, extensive: object | None = None) -> list[str]:
    """Return the reason of every damaged call, and the title or first words of the others."""
    found = gong.read(_file(transcript), None if extensive is None else _file(extensive))
    return [one.reason if isinstance(one, Damaged) else one.title or one.turns[0].text for one in found]


def _reason(transcript: File | None, extensive: File | None = None) -> str:
    with pytest.raises(SourceUnreadableError) as caught:
        list(gong.read(transcript, extensive))
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
    call = _calls({"callTranscripts": [CALL]})[0]

    assert (call.started_at, [p.name for p in call.participants], len(call.turns)) == (None, [None, None], 2)


@pytest.mark.parametrize(
    "form",
    [
        CALL,
        [CALL],
        {"callTranscripts": [CALL]},
        [{"callTranscripts": [CALL]}],
        {"payload": {"callTranscripts": [CALL]}},
        {"payload": CALL},
        [{"payload": CALL}],
        {"callTranscripts": [CALL | {"callId": 7782}]},
    ],
)
def test_the_same_call_is_the_same_in_every_form(form: object) -> None:
    """Bare, listed and wrapped documents hold one conversation, joined with its details in any form of theirs."""
    for details in (DETAILS, {"calls": [DETAILS]}, {"payload": {"calls": [DETAILS]}}, [{"payload": DETAILS}]):
        assert _calls(form, details) == [_pair()]


def test_a_page_of_the_api_holds_several_calls() -> None:
    """Every call of a page becomes its own conversation; the next page is another file."""
    page = {
        "requestId": "r",
        "records": {"totalRecords": 250, "currentPageSize": 2, "currentPageNumber": 0, "cursor": "eyJhbGciOi"},
        "callTranscripts": [CALL, CALL | {"callId": "7783"}],
    }
    calls = _calls({"payload": page}, {"payload": {"calls": [DETAILS], "records": page["records"]}})

    assert [(call.title, len(call.turns)) for call in calls] == [("Acme intro", 2), (None, 2)]


def test_numbers_may_stand_as_strings() -> None:
    """Exports that went through other programs quote them."""
    sentence = {"start": "1000", "end": "2500.5", "text": "Hello Jane."}
    details = DETAILS | {"metaData": DETAILS["metaData"] | {"id": 7782, "duration": "5"}}
    call = _calls({"callTranscripts": [CALL | {"transcript": [{"sentences": [sentence]}]}]}, {"calls": [details]})[0]

    assert (call.turns[0].start_s, call.turns[0].end_s, call.duration_s) == (1.0, 2.5005, 5.0)


def test_half_an_emoji_does_not_cost_a_page() -> None:
    """Texts that were cut to a length may end in half a pair of surrogates; no character can stand for it."""
    text = "Say \\\\ud83d \\ud83d\\ude00 \\ud83d"
    data = b'{"callTranscripts": [{"callId": 1, "transcript": [{"sentences": [{"text": "%s"}]}]}]}' % text.encode()
    call = next(gong.read(File(data, ORIGIN), None))

    assert isinstance(call, Conversation)
    assert call.turns[0].text == "Say \\ud83d \U0001f600 \N{REPLACEMENT CHARACTER}"


def test_a_damaged_call_never_costs_its_neighbours() -> None:
    """Whatever is wrong with a call, and in whichever half, the others of the page are read."""
    wrong = [
        {"callId": "1", "transcript": "none"},
        {"callId": "2", "transcript": [{"sentences": [{"start": "soon"}]}]},
        5,
    ]
    empty = {"callId": "3", "transcript": [{"sentences": [{"text": " "}]}]}
    endless = {"callId": "4", "transcript": [{"sentences": [{"text": "Hi", "end": 1e300}]}]}
    expected = ["record_shape_wrong"] * 3 + ["gong_no_sentences", "record_shape_wrong", "Acme intro", "record_repeated"]

    assert _outcomes({"callTranscripts": [*wrong, empty, endless, CALL, CALL]}, {"calls": [DETAILS]}) == expected


def test_a_call_with_damaged_details_waits_for_better_ones() -> None:
    """Read without them it would lose its deal in silence; details without a transcript are named, too."""
    calls = [CALL, CALL | {"callId": "7783"}]
    details = [{"metaData": {"id": "7782"}, "parties": 5}, DETAILS | {"metaData": {"id": "7784"}}, {"parties": []}]
    expected = ["record_shape_wrong", "Hello Jane. How are you?", "gong_transcript_missing", "record_shape_wrong"]

    assert _outcomes({"callTranscripts": calls}, {"calls": details}) == expected


def test_damaged_calls_are_told_apart() -> None:
    """By their ids, or by their place where they have none."""
    found = gong.read(_file({"callTranscripts": [{"callId": 9}, {}, []]}), None)

    assert [one.native_id for one in found if isinstance(one, Damaged)] == ["9", "call 1", "call 2"]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"callTranscripts": []}, "json_no_records"),
        ({"callTranscripts": {}}, "record_shape_wrong"),
        ({"callTranscripts": [0] * 1_100_000}, "record_shape_wrong"),
        ({"callTranscripts": [{}] * 1_300_000}, "json_too_dense"),
        ([0] * 1_100_000, "record_shape_wrong"),
        ({"callTranscripts": [{}] * 100_001}, "too_many_turns"),
    ],
)
def test_documents_without_a_call_have_a_reason(document: object, reason: str) -> None:
    """What is well-formed JSON but no page of calls says why; what would fill memory is refused before it does."""
    assert reason == _reason(_file(document))


def test_a_call_that_would_fill_memory_is_damaged() -> None:
    """No call has a million values."""
    sentences: list[object] = [{}] * 1_100_000

    assert _outcomes({"callId": 1, "transcript": [{"sentences": sentences}]}) == ["record_too_large"]


def test_a_truncated_file_is_not_json() -> None:
    """A download that broke off is told apart from a wrong shape."""
    whole = _file({"callTranscripts": [CALL]})

    assert _reason(File(whole.data[:-9], ORIGIN)) == "record_broken"


def test_details_alone_are_unreadable() -> None:
    """A call without sentences cannot be read; the reason asks for the other half."""
    assert _reason(None, _file({"calls": [DETAILS]})) == "gong_transcript_missing"


def test_halves_of_different_calls_are_refused() -> None:
    """Two files under one name must hold one call."""
    other = DETAILS | {"metaData": {"id": "1"}}

    assert _reason(_file({"callTranscripts": [CALL]}), _file({"calls": [other]})) == "gong_pair_mismatch"

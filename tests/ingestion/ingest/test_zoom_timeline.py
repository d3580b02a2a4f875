"""Zoom's transcript as JSON, in every variant that was seen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import stable_id
from talktrack.world.formats.recorders import write_zoom_timeline
from tests.ingestion.ingest.recorded import only, read, recordings, said

ENTRY: dict[str, Any] = {"text": "Hello.", "ts": "00:00:01.250", "end_ts": "00:00:02.000", "users": ["Ann"]}


def _timeline(*entries: dict[str, Any], **fields: Any) -> bytes:
    return msgspec.json.encode({"type": "zoom_transcript", "recording_id": "r1", **fields, "timeline": entries})


def test_recordings_are_read_as_they_were_written() -> None:
    """Names, numbers, texts and times, whichever way an entry names its speaker."""
    for recording in recordings():
        people = recording.people
        labels = [(p.phone or "").removeprefix("+") if p.phone_only else p.label for p in people] + [None]
        expected = [
            (labels[-1 if line.speaker is None else line.speaker], line.text, line.start_s, line.end_s)
            for line in recording.lines
        ]
        found = only(write_zoom_timeline(recording))

        assert expected == said(found)
        assert (found.started_at, found.id) == (
            recording.started_at,
            stable_id("c", "acme", "zoom_timeline", recording.native_id),
        )


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({"users": [{"username": "Ann", "user_id": "7", "multiple_people": False}]}, "Ann"),
        ({"users": ["Ann"]}, "Ann"),
        ({"users": [], "username": "Ann"}, "Ann"),
        ({"users": None, "username": "Ann", "word_items": [{"text": "Hello"}]}, "Ann"),
        ({"users": ["14025550166"]}, "14025550166"),
        ({"users": ["Ann", "Bob"]}, None),
        ({"users": [{"username": ""}]}, None),
        ({"users": []}, None),
    ],
)
def test_the_speaker_of_an_entry(change: dict[str, Any], label: str | None) -> None:
    """Objects, bare names or the entry itself; several users or none belong to nobody."""
    assert said(only(_timeline(ENTRY | change))) == [(label, "Hello.", 1.25, 2.0)]


def test_a_number_without_plus_is_a_telephone() -> None:
    """Whoever dials in is named by the number."""
    assert only(_timeline(ENTRY | {"users": ["14025550166"]})).participants[0].phone == "14025550166"


def test_an_address_on_any_entry_belongs_to_its_speaker() -> None:
    """The entries of one speaker need not all carry it."""
    entries = [ENTRY | {"users": None, "username": "Ann", "email_address": "ann@acme.example"}, ENTRY]

    assert only(_timeline(*entries)).participants[0].email == "ann@acme.example"


def test_raw_text_stands_in_for_text() -> None:
    """Some entries have only what the recogniser wrote."""
    assert only(_timeline({"raw_text": "hello", "ts": "0:01"})).turns[0].text == "hello"


def test_a_shared_microphone_is_listed() -> None:
    """The label of a room is not the name of a person."""
    users = [{"username": "Room 4", "multiple_people": True}]
    found = only(_timeline(ENTRY | {"users": users}, meeting_id=87))

    assert found.metadata_json == '{"meeting_id":87,"shared_microphones":["Room 4"]}'
    assert (found.channel, only(_timeline(ENTRY)).channel) == ("meeting", "call")


def test_the_recording_says_when_it_was() -> None:
    """Start in UTC, length from start to end."""
    times = {"recording_start": "2026-01-15T15:00:00+01:00", "recording_end": "2026-01-15T14:10:00Z"}
    found = only(_timeline(ENTRY, **times))

    assert (found.started_at, found.duration_s) == (datetime(2026, 1, 15, 14, tzinfo=UTC), 600.0)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_timeline({"ts": "00:00:01.000", "users": ["Ann"]}), "zoom_timeline_no_words"),
        (_timeline(), "zoom_timeline_no_words"),
        (_timeline(ENTRY | {"ts": 7}), "record_shape_wrong"),
        (_timeline(ENTRY)[:-3], "record_broken"),
        (_timeline(*[ENTRY] * 100_001), "too_many_turns"),
        (_timeline(*[{}] * 1_100_000), "record_too_large"),
    ],
)
def test_what_is_no_transcript_says_why(data: bytes, reason: str) -> None:
    """A timeline of who spoke when is no transcript; damage is told from it."""
    with pytest.raises(SourceUnreadableError) as caught:
        read(data)

    assert caught.value.reason == reason

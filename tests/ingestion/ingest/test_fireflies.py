"""Fireflies: every wrapping, edited texts, attendees, and times of both types."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from talktrack.core.conversation import Participant
from talktrack.core.edits import undo
from talktrack.core.ids import stable_id
from talktrack.ingestion.ingest.readers.reading import Damaged
from talktrack.world.formats.notetakers import fireflies_transcript, write_fireflies
from talktrack.world.formats.recorders import EDITED_EVERY, misheard
from tests.ingestion.ingest.recorded import only, read, recordings, said

SENTENCE: dict[str, Any] = {
    "index": 0,
    "speaker_name": "Ann",
    "speaker_id": 0,
    "text": "Hello there.",
    "raw_text": "hallo there",
    "start_time": "1.5",
    "end_time": 2,
}
TRANSCRIPT: dict[str, Any] = {"id": "t1", "title": "Acme intro", "sentences": [SENTENCE]}


def _json(document: object) -> bytes:
    return msgspec.json.encode(document)


def test_recordings_are_read_as_they_were_written() -> None:
    """Names from sentences or speakers, addresses from attendees, edits that undo, minutes as seconds."""
    for recording in recordings():
        lines, people = recording.lines, recording.people
        labels = [person.label for person in people] + [None]
        expected = [
            (labels[-1 if line.speaker is None else line.speaker], line.text, line.start_s, line.end_s)
            for line in lines
        ]
        heard = [misheard(one.text) if place % EDITED_EVERY == 0 else one.text for place, one in enumerate(lines)]
        known = {p.label: p.email for p in people if not p.phone_only and not p.label_is_wrong}
        found = only(write_fireflies(recording))

        assert expected == said(found)
        assert heard == [turn.text for turn in undo(found)]
        assert {p.label: known.get(p.label) for p in found.participants} == {
            p.label: p.email for p in found.participants
        }
        assert (found.id, found.started_at, found.title) == (
            stable_id("c", "acme", "fireflies", recording.native_id),
            recording.started_at,
            recording.title,
        )
        assert found.duration_s == pytest.approx(recording.duration_s)


@pytest.mark.parametrize(
    "document",
    [
        TRANSCRIPT,
        [TRANSCRIPT],
        {"transcript": TRANSCRIPT},
        {"data": {"transcript": TRANSCRIPT}},
        {"data": {"transcripts": [TRANSCRIPT]}},
        {"transcripts": [TRANSCRIPT]},
        [{"data": {"transcript": TRANSCRIPT}}],
    ],
)
def test_the_wrapping_does_not_matter(document: object) -> None:
    """One transcript is one conversation in every form."""
    assert only(_json(document)) == only(_json(TRANSCRIPT))


def test_a_damaged_transcript_never_costs_its_neighbours() -> None:
    """Each has its own reason; a second of the same id would replace the first."""
    page = [{"id": "t0", "sentences": 5}, TRANSCRIPT, TRANSCRIPT, {"id": "t2", "sentences": None}, None]
    found = read(_json({"data": {"transcripts": page}}))
    expected = ["record_shape_wrong", "", "record_repeated", "fireflies_no_sentences", "record_shape_wrong"]

    assert [one.reason if isinstance(one, Damaged) else "" for one in found] == expected


def test_an_edited_text_keeps_what_was_heard() -> None:
    """The text is the edited one; the metadata say how much was edited."""
    found = only(_json(TRANSCRIPT | {"sentences": [SENTENCE, SENTENCE | {"raw_text": SENTENCE["text"]}]}))

    assert [turn.text for turn in found.turns] == ["Hello there."] * 2
    assert [turn.text for turn in undo(found)] == ["hallo there", "Hello there."]
    assert msgspec.json.decode(found.metadata_json) == {"edited_share": 0.5}


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({}, "Ann"),
        ({"speaker_name": None}, "Bea"),
        ({"speaker_name": None, "speaker_id": "1"}, "Speaker 1"),
        ({"speaker_name": None, "speaker_id": None}, None),
    ],
)
def test_the_speaker_of_a_sentence(change: dict[str, Any], label: str | None) -> None:
    """The sentence's own name, else the list of speakers, else the number."""
    transcript = TRANSCRIPT | {"speakers": [{"id": 0, "name": "Bea"}], "sentences": [SENTENCE | change]}

    assert said(only(_json(transcript))) == [(label, "Hello there.", 1.5, 2.0)]


def test_attendees_are_joined_by_name() -> None:
    """Members of the workspace are colleagues; who never speaks is no participant."""
    attendees = [
        {"displayName": "Ann", "email": "Ann@us.example", "phoneNumber": 14025550166},
        {"displayName": "Silent", "email": "silent@us.example"},
    ]
    transcript = TRANSCRIPT | {"meeting_attendees": attendees, "workspace_users": ["ann@us.example"]}

    assert only(_json(transcript)).participants == [
        Participant(
            id="s1", label="Ann", name="Ann", email="Ann@us.example", phone="14025550166", affiliation="internal"
        )
    ]


@pytest.mark.parametrize(
    ("told", "started"),
    [
        ({"date": 1_768_485_600_000}, "2026-01-15T14:00:00+00:00"),
        ({"date": "1768485600000"}, "2026-01-15T14:00:00+00:00"),
        ({"date": 5, "dateString": "2026-01-15T14:00:00.000Z"}, "2026-01-15T14:00:00+00:00"),
        ({"date": "2026-01-15T14:00:00Z"}, "2026-01-15T14:00:00+00:00"),
        ({"date": "9" * 400}, "None"),
    ],
)
def test_the_date_is_in_milliseconds_or_text(told: dict[str, object], started: str) -> None:
    """Both forms are documented."""
    found = only(_json(TRANSCRIPT | told)).started_at

    assert (found.isoformat() if found else "None") == started


def test_the_calendar_names_the_occasion() -> None:
    """Its id counts before the link, which a series shares."""
    link = {"meeting_link": "https://meet.example/abc"}
    found = only(_json(TRANSCRIPT | link | {"calendar_id": "uid-1"}))

    assert (found.event_id, found.meeting_id) == ("uid-1", "uid-1")
    assert only(_json(TRANSCRIPT | link)).event_id == "https://meet.example/abc"


def test_a_page_of_the_world_is_read_whole() -> None:
    """As the list query answers it."""
    calls = [fireflies_transcript(recording) for recording in recordings()]

    assert [
        one.title if not isinstance(one, Damaged) else one for one in read(_json({"data": {"transcripts": calls}}))
    ] == [call["title"] for call in calls]

"""Fathom: one meeting or a page, ends from the next line, invitees matched or not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from talktrack.core.conversation import Participant
from talktrack.core.ids import stable_id
from talktrack.ingestion.ingest.readers.reading import Damaged
from talktrack.world.formats.notetakers import fathom_meeting, write_fathom
from tests.ingestion.ingest.recorded import only, read, recordings, said

MEETING: dict[str, Any] = {
    "recording_id": 7,
    "title": "Intro",
    "recording_start_time": "2026-01-15T14:00:10Z",
    "recording_end_time": "2026-01-15T14:00:40Z",
    "calendar_invitees": [],
    "transcript": [
        {"speaker": {"display_name": "Ann"}, "text": "Hello.", "timestamp": "00:00:01"},
        {"speaker": {"display_name": "Bob"}, "text": "Hi.", "timestamp": "00:00:05"},
    ],
}


def _json(document: object) -> bytes:
    return msgspec.json.encode(document)


def _one_line(**meeting: Any) -> dict[str, Any]:
    return MEETING | {"transcript": MEETING["transcript"][:1]} | meeting


def test_recordings_are_read_as_they_were_written() -> None:
    """Names, texts, whole seconds, and the address of everybody who was invited."""
    for recording in recordings():
        people = recording.people
        labels = [person.label for person in people] + [None]
        expected = [
            (labels[-1 if line.speaker is None else line.speaker], line.text, int(line.start_s or 0))
            for line in recording.lines
        ]
        emails = {person.label: person.email for person in people}
        found = only(write_fathom(recording))
        meeting = fathom_meeting(recording)

        assert expected == [(label, text, start) for label, text, start, _ in said(found)]
        assert {p.label: emails[p.label] for p in found.participants} == {p.label: p.email for p in found.participants}
        assert (found.id, found.started_at, found.title, found.language) == (
            stable_id("c", "acme", "fathom", meeting["recording_id"]),
            recording.started_at,
            recording.title,
            "en",
        )


def test_a_turn_ends_where_the_next_begins() -> None:
    """The last one ends with the recording; two in the same second have no length that anybody knows."""
    lines = MEETING["transcript"]
    found = only(_json(MEETING | {"transcript": [lines[0], *lines]}))

    assert [(turn.start_s, turn.end_s) for turn in found.turns] == [(1.0, None), (1.0, 5.0), (5.0, 30.0)]


@pytest.mark.parametrize(
    ("document", "calls"),
    [
        (MEETING, 1),
        ({"limit": 10, "next_cursor": "abc", "items": [MEETING, MEETING | {"recording_id": "8"}]}, 2),
        ([MEETING], 1),
    ],
)
def test_a_page_a_webhook_and_a_list(document: object, calls: int) -> None:
    """The API's page holds many meetings, the webhook brings one."""
    assert len(read(_json(document))) == calls


def test_a_damaged_meeting_never_costs_its_neighbours() -> None:
    """A page without transcripts says what to ask for."""
    page = [MEETING | {"recording_id": 8, "transcript": None}, {"recording_id": 9, "transcript": 5}, MEETING]
    found = read(_json({"items": page}))

    assert [one.reason if isinstance(one, Damaged) else "" for one in found] == [
        "fathom_no_transcript",
        "record_shape_wrong",
        "",
    ]


@pytest.mark.parametrize(
    "invitee",
    [
        {"name": "Ann", "email": "ann@acme.example", "is_external": True},
        {"name": "Ann Alder", "email": "ann@acme.example", "is_external": True, "matched_speaker_display_name": "Ann"},
    ],
)
def test_an_invitee_is_found_by_name_or_match(invitee: dict[str, Any]) -> None:
    """The field that matches them came later and may be absent."""
    expected = Participant(id="s1", label="Ann", name=invitee["name"], email="ann@acme.example", affiliation="external")

    assert only(_json(_one_line(calendar_invitees=[invitee]))).participants == [expected]


def test_a_line_may_name_the_address_itself() -> None:
    """Another display name than the calendar's is no obstacle then."""
    speaker = {"display_name": "Annie", "matched_calendar_invitee_email": "ann@acme.example"}
    lines = [{"speaker": speaker, "text": "Hello.", "timestamp": "00:00:01"}]
    invitee = {"name": "Ann Alder", "email": "ann@acme.example", "is_external": False}
    found = only(_json(MEETING | {"transcript": lines, "calendar_invitees": [invitee]})).participants

    assert found == [
        Participant(id="s1", label="Annie", name="Ann Alder", email="ann@acme.example", affiliation="internal")
    ]


def test_who_recorded_is_on_our_side() -> None:
    """Also of a meeting that is in no calendar."""
    found = only(_json(_one_line(recorded_by={"name": "Ann", "email": "ann@us.example", "team": "Sales"}))).participants

    assert [(person.email, person.affiliation) for person in found] == [("ann@us.example", "internal")]


def test_an_unknown_speaker_is_nobody() -> None:
    """No name, no participant."""
    lines = [{"speaker": {"display_name": None}, "text": "Hello.", "timestamp": "00:00:01"}, {"text": "Hi."}]

    assert said(only(_json(MEETING | {"transcript": lines}))) == [
        (None, "Hello.", 1.0, None),
        (None, "Hi.", None, None),
    ]


def test_the_join_link_is_the_occasion() -> None:
    """Without one the time and the people are."""
    assert only(_json(MEETING | {"meeting_url": "https://meet.example/abc"})).event_id == "https://meet.example/abc"
    assert only(_json(MEETING)).event_id.startswith("e-")

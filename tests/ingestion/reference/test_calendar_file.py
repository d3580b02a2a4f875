"""Calendars: folded lines, zones, quoted names, and the newest version of every meeting."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.reference import Meeting
from talktrack.ingestion.reference.calendar_file import Entry, merge, read
from talktrack.ingestion.reference.skipped import Skipped


def entries(*lines: str, head: str = "") -> list[Entry | Skipped]:
    """Return the events of a calendar of one event with these lines."""
    text = "\r\n".join(
        ["BEGIN:VCALENDAR", head or "VERSION:2.0", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"]
    )
    return list(read(text.encode()))


def meeting(*lines: str) -> Meeting:
    """Return the one meeting of a calendar."""
    (entry,) = entries("UID:1", *lines)
    assert isinstance(entry, Entry)
    return entry.meeting


def test_a_whole_meeting() -> None:
    """Folded lines are joined, addresses lose their scheme, names their quotes, text its escapes."""
    found = meeting(
        "SEQUENCE:2",
        "SUMMARY:Acme\\, intro",
        "DTSTART:20260115T140000Z",
        "DTEND:20260115T143000Z",
        "X-GOOGLE-CONFERENCE:https://meet.exam",
        " ple/abc",
        'ORGANIZER;CN="Poe, Sam":mailto:Sam@us.example',
        "ATTENDEE;ROLE=REQ-PARTICIPANT;CN=Jane Doe;PARTSTAT=ACCEPTED:MAILTO:jane@x.example",
        'ATTENDEE;CN="Bo: the, second";RSVP=TRUE:mailto:bo@x.example',
    )

    assert found == Meeting(
        id="1",
        title="Acme, intro",
        starts_at=datetime(2026, 1, 15, 14, tzinfo=UTC),
        ends_at=datetime(2026, 1, 15, 14, 30, tzinfo=UTC),
        join_url="https://meet.example/abc",
        organizer="sam@us.example",
        attendees=["jane@x.example", "bo@x.example"],
        attendee_names=["Jane Doe", "Bo: the, second"],
        sequence=2,
    )


def test_local_times_know_their_zone() -> None:
    """Summer and winter differ; a zone that nobody knows leaves the time unknown."""
    starts = [
        meeting(line).starts_at
        for line in (
            "DTSTART;TZID=Europe/Berlin:20260115T140000",
            "DTSTART;TZID=Europe/Berlin:20260715T140000",
            "DTSTART;TZID=Middle Earth:20260715T140000",
            "DTSTART;VALUE=DATE:20260715",
        )
    ]

    assert starts == [
        datetime(2026, 1, 15, 13, tzinfo=UTC),
        datetime(2026, 7, 15, 12, tzinfo=UTC),
        None,
        datetime(2026, 7, 15, tzinfo=UTC),
    ]


def test_a_duration_may_stand_for_the_end() -> None:
    """One and a half hours after the start."""
    assert meeting("DTSTART:20260115T140000Z", "DURATION:PT1H30M").ends_at == datetime(2026, 1, 15, 15, 30, tzinfo=UTC)


def test_what_stands_in_an_alarm_is_not_the_meeting() -> None:
    """Alarms have attendees and descriptions of their own."""
    found = meeting("BEGIN:VALARM", "ATTENDEE:mailto:bell@x.example", "END:VALARM", "LOCATION:https://zoom.example/j/1")

    assert (found.attendees, found.join_url) == ([], "https://zoom.example/j/1")


def test_the_newest_sequence_wins() -> None:
    """Order of files does not matter, a later file of the same sequence does."""
    newest: dict[str, Entry] = {}
    for sequence, title in ((0, "first"), (3, "third"), (2, "second"), (3, "third again")):
        merge(newest, Entry(Meeting(id="1", sequence=sequence, title=title), is_cancelled=False))

    assert newest["1"].meeting.title == "third again"


def test_cancelled_meetings_are_marked() -> None:
    """By their own status, or because the whole message cancels."""
    (own,) = entries("UID:1", "STATUS:CANCELLED")
    (whole,) = entries("UID:1", head="METHOD:CANCEL")

    assert isinstance(own, Entry)
    assert isinstance(whole, Entry)
    assert (own.is_cancelled, whole.is_cancelled) == (True, True)


def test_occurrences_are_meetings_of_their_own() -> None:
    """A moved occurrence does not replace its series."""
    assert meeting("RECURRENCE-ID:20260122T140000Z").id == "1/20260122T140000Z"


def test_an_event_without_an_id_is_skipped() -> None:
    """Nothing could refer to it."""
    assert entries("SUMMARY:who am I") == [Skipped("uid_missing")]


@given(st.text(alphabet=st.characters(exclude_characters="\0", codec="utf-8"), max_size=200))
def test_any_lines_are_survived(text: str) -> None:
    """Whatever stands in an event, reading it ends in entries."""
    assert all(isinstance(entry, Entry | Skipped) for entry in entries("UID:1", "DTSTART:" + text, *text.split("\n")))

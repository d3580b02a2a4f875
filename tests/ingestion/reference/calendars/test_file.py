"""Calendar files: folded lines, zones, people, links, and which of several calendars an event stands in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.errors import SourceUnreadableError
from talktrack.core.reference import Meeting
from talktrack.ingestion.reference.calendars.event import Entry
from talktrack.ingestion.reference.calendars.file import read
from talktrack.ingestion.reference.skipped import Skipped


def entries(*lines: str, head: str = "") -> list[Entry | Skipped]:
    """Return the events of a calendar of one event with these lines."""
    text = "\r\n".join(
        ["BEGIN:VCALENDAR", head or "VERSION:2.0", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"]
    )
    return list(read(text.encode()))


def meeting(*lines: str, head: str = "") -> Meeting:
    """Return the one meeting of a calendar."""
    (entry,) = entries("UID:1", *lines, head=head)
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
        organizer_name="Poe, Sam",
        attendees=["jane@x.example", "bo@x.example"],
        attendee_names=["Jane Doe", "Bo: the, second"],
        sequence=2,
    )


def test_lines_may_be_folded_inside_a_character() -> None:
    """Octets are counted, and some programs do not look at what they cut."""
    data = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Caf\u00e9\nEND:VEVENT\nEND:VCALENDAR\n".encode()
    (entry,) = read(data.replace(b"\xc3\xa9", b"\xc3\r\n \xa9"))

    assert isinstance(entry, Entry)
    assert entry.meeting.title == "Café"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_encodings(encoding: str) -> None:
    """Old programs write as their system does."""
    text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Caf\r\n é\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    (entry,) = read(text.encode(encoding))

    assert isinstance(entry, Entry)
    assert entry.meeting.title == "Café"


def test_a_calendar_with_nul_is_none() -> None:
    """That is no text."""
    with pytest.raises(SourceUnreadableError) as caught:
        list(read(b"BEGIN:VCALENDAR\n\0"))

    assert caught.value.reason == "text_has_nul"


OWN_ZONE = """BEGIN:VTIMEZONE
TZID:Head office
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("DTSTART;TZID=Europe/Berlin:20260115T140000", datetime(2026, 1, 15, 13, tzinfo=UTC)),
        ("DTSTART;TZID=Europe/Berlin:20260715T140000", datetime(2026, 7, 15, 12, tzinfo=UTC)),
        ("DTSTART;TZID=/example.org/20050126_1/Europe/Berlin:20260715T140000", datetime(2026, 7, 15, 12, tzinfo=UTC)),
        ("DTSTART;TZID=W. Europe Standard Time:20260715T140000", datetime(2026, 7, 15, 12, tzinfo=UTC)),
        ('DTSTART;TZID="Head office":20260115T140000', datetime(2026, 1, 15, 13, tzinfo=UTC)),
        ("DTSTART;TZID=Head office:20260715T140000", datetime(2026, 7, 15, 12, tzinfo=UTC)),
        ("DTSTART;TZID=Head office:20260329T015900", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        ("DTSTART;TZID=Head office:20260329T030000", datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("DTSTART;TZID=Middle Earth:20260715T140000", None),
        ("DTSTART;TZID=../../etc/passwd:20260715T140000", None),
        ("DTSTART;VALUE=DATE:20260715", datetime(2026, 7, 15, tzinfo=UTC)),
        ("DTSTART:20260715T140000", datetime(2026, 7, 15, 14, tzinfo=UTC)),
        ("DTSTART:00000101T000000Z", None),
        ("DTSTART:99991231T235959", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("DTSTART;TZID=America/New_York:99991231T235959", None),
        ("DTSTART:20261345T990000", None),
        ("DTSTART:", None),
    ],
)
def test_times(line: str, expected: datetime | None) -> None:
    """Zones by name, by Windows' name, and as the file defines them; in an unknown zone no time is known."""
    assert meeting(line, head=OWN_ZONE).starts_at == expected


def test_floating_times_are_the_calendars_own() -> None:
    """Where the calendar says in which zone it is kept."""
    assert meeting("DTSTART:20260715T140000", head="X-WR-TIMEZONE:Europe/Berlin").starts_at == datetime(
        2026, 7, 15, 12, tzinfo=UTC
    )
    assert meeting("DTSTART:20260715T140000Z", head="X-WR-TIMEZONE:Europe/Berlin").starts_at == datetime(
        2026, 7, 15, 14, tzinfo=UTC
    )


def test_a_duration_may_stand_for_the_end() -> None:
    """One and a half hours after the start."""
    assert meeting("DTSTART:20260115T140000Z", "DURATION:PT1H30M").ends_at == datetime(2026, 1, 15, 15, 30, tzinfo=UTC)


def test_what_stands_in_an_alarm_is_not_the_meeting() -> None:
    """Alarms have attendees and descriptions of their own."""
    found = meeting("BEGIN:VALARM", "ATTENDEE:mailto:bell@x.example", "END:VALARM", "LOCATION:https://zoom.example/j/1")

    assert (found.attendees, found.join_url) == ([], "https://zoom.example/j/1")


def test_rooms_are_no_people_and_some_people_have_no_address() -> None:
    """Who has no address stands at the end, by name alone."""
    found = meeting(
        "ATTENDEE;CUTYPE=ROOM;CN=Blue room:mailto:blue@us.example",
        "ATTENDEE;CN=No Mail:invalid:nomail",
        "ATTENDEE;CUTYPE=RESOURCE;CN=Projector:mailto:p@us.example",
        'ATTENDEE;CN=Li Wu;EMAIL="Li@x.example":urn:uuid:12',
        "ATTENDEE;CUTYPE=INDIVIDUAL;CN=Ann ^'Bee^' Cee;PARTSTAT=DECLINED:mailto:ann@x.example",
    )

    assert found.attendees == ["li@x.example", "ann@x.example"]
    assert found.attendee_names == ["Li Wu", 'Ann "Bee" Cee', "No Mail"]


@pytest.mark.parametrize(
    "line",
    [
        "X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/meetup-join/19%3a@thread.v2/0",
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://teams.microsoft.com/l/meetup-join/19%3a@thread.v2/0",
        "LOCATION:Office\\; or https://teams.microsoft.com/l/meetup-join/19%3a@thread.v2/0",
        "DESCRIPTION:See https://aka.ms/x\\nJoin\\, please: <https://teams.microsoft.com/l/meetup-join/19%3a@thread.v2/0>",
        'X-ALT-DESC;FMTTYPE=text/html:<a href="https://teams.microsoft.com/l/meetup-join/19%3a@thread.v2/0">Join</a>',
    ],
)
def test_join_links_stand_in_many_places(line: str) -> None:
    """The page of the event, which URL often names, is none of them."""
    found = meeting("URL:https://calendar.example/event?id=1", line)

    assert found.join_url == "https://teams.microsoft.com/l/meetup-join/19%3a@thread.v2/0"


def test_cancelled_meetings_are_marked() -> None:
    """By their own status, or because the whole message cancels."""
    (own,) = entries("UID:1", "STATUS:CANCELLED")
    (whole,) = entries("UID:1", head="METHOD:CANCEL")

    assert isinstance(own, Entry)
    assert isinstance(whole, Entry)
    assert (own.is_cancelled, whole.is_cancelled) == (True, True)


def test_an_answer_is_not_the_invitation() -> None:
    """It names only the one who answers."""
    assert entries("UID:1", "ATTENDEE:mailto:jane@x.example", head="METHOD:REPLY") == [Skipped("calendar_answer")]


def test_every_calendar_of_a_file_has_its_own_method() -> None:
    """One that cancels does not cancel its neighbour."""
    one = "BEGIN:VCALENDAR\nMETHOD:{}\nBEGIN:VEVENT\nUID:{}\nEND:VEVENT\nEND:VCALENDAR\n"
    found = list(read((one.format("CANCEL", 1) + one.format("REQUEST", 2)).encode()))

    assert [(entry.uid, entry.is_cancelled) for entry in found if isinstance(entry, Entry)] == [
        ("1", True),
        ("2", False),
    ]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("RECURRENCE-ID:20260122T140000Z", "20260122T140000Z"),
        ("RECURRENCE-ID;TZID=Europe/Berlin:20260122T150000", "20260122T140000Z"),
        ("RECURRENCE-ID;VALUE=DATE:20260122", "20260122"),
        ("RECURRENCE-ID;TZID=Middle Earth:20260122T150000", "20260122T150000"),
    ],
)
def test_an_occurrence_is_known_by_when_it_was_to_begin(line: str, key: str) -> None:
    """In UTC, whatever zone the calendar writes it in."""
    (entry,) = entries("UID:1", line)

    assert isinstance(entry, Entry)
    assert (entry.occurrence, entry.meeting.id) == (key, f"1/{key}")


def test_an_event_without_an_id_is_skipped() -> None:
    """Nothing could refer to it."""
    assert entries("SUMMARY:who am I") == [Skipped("uid_missing")]


def test_an_event_that_never_ends_costs_nobody_else() -> None:
    """Neither does one whose alarm was left open, or a file that was cut off."""
    event = "BEGIN:VEVENT\nUID:{}\n{}END:VEVENT\n"
    text = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:lost\n"
        + event.format(1, "BEGIN:VALARM\n")
        + event.format(2, "END:VALARM\n")
        + "BEGIN:VEVENT\nUID:cut"
    )

    assert [entry.uid for entry in read(text.encode()) if isinstance(entry, Entry)] == ["1", "2"]


@pytest.mark.parametrize(
    "lines",
    [
        ["SUMMARY:" + "x" * 20_000_000],
        ['ATTENDEE;CN="' + ":" * 200_000 + "x"],
        ["ATTENDEE" + ';CN="a' * 40_000 + ":x"],
        ["BEGIN:VALARM"] * 100_000,
        ["ATTENDEE:mailto:a@x.example"] * 200_000,
        ["EXDATE:" + ",".join(["20260115T140000Z"] * 15_000)] * 20,
        ["DESCRIPTION:" + "https://" * 30_000],
        ["SEQUENCE:" + "9" * 200_000],
        ["DURATION:P" + "9" * 200_000 + "D"],
    ],
    ids=["line", "colons", "quotes", "alarms", "people", "dates", "links", "number", "duration"],
)
def test_hostile_events_are_survived(lines: list[str]) -> None:
    """However long, deep or many."""
    found = entries("UID:1", "DTSTART:20260115T140000Z", "RRULE:FREQ=DAILY", *lines)

    assert len(found) <= 1
    assert all(len(entry.meeting.attendees) <= 5000 for entry in found if isinstance(entry, Entry))


@given(st.text(alphabet=st.characters(exclude_characters="\0", codec="utf-8"), max_size=200))
def test_any_lines_are_survived(text: str) -> None:
    """Whatever stands in an event, reading it ends in entries."""
    found = entries("UID:1", "DTSTART:" + text, "RRULE:FREQ=DAILY;" + text, *text.split("\n"))

    assert all(isinstance(entry, Entry | Skipped) for entry in found)

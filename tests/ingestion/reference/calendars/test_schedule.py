"""All calendars of a run together: the newest version of every event, its occurrences, and what is no longer there."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from talktrack.core.ports import Repository
from talktrack.core.reference import Meeting
from talktrack.core.tables import MEETINGS
from talktrack.ingestion.reference.calendars.file import read
from talktrack.ingestion.reference.calendars.schedule import Schedule
from talktrack.ingestion.reference.calendars.series import Window
from talktrack.systems.repository import open_repository

NOW = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository of one tenant."""
    return open_repository(str(tmp_path / "home"), "acme", create=True)


def event(*lines: str, uid: str = "w") -> str:
    """Return an event."""
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"])


def calendar(*events: str, method: str = "PUBLISH") -> str:
    """Return a calendar."""
    return "\n".join(["BEGIN:VCALENDAR", f"METHOD:{method}", *events, "END:VCALENDAR", ""])


def take(repository: Repository, *files: str, now: datetime = NOW) -> Counter[str]:
    """Read calendars as the files of one run; return the counts."""
    counts: Counter[str] = Counter()
    schedule = Schedule(repository, counts, Window.around(now))
    for file in files:
        for found in read(file.encode()):
            schedule.take(found)
    schedule.finish()
    return counts


def starts(repository: Repository) -> list[str]:
    """Return when meetings begin, as their ids and starts say."""
    found = sorted(repository.scan(MEETINGS), key=lambda row: row.id)
    return [f"{row.id} {row.starts_at:%d %H:%M}" if row.starts_at else row.id for row in found]


WEEKLY = ("DTSTART;TZID=Europe/Berlin:20260108T150000", "DURATION:PT30M")
THREE = (*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:Weekly")


def test_a_series_becomes_its_occurrences(repository: Repository) -> None:
    """Each with the series' UID and an id of its own."""
    take(repository, calendar(event(*THREE, "ATTENDEE;CN=Jane Doe:mailto:jane@x.example")))
    first = next(repository.scan(MEETINGS, where={"id": ["w/20260108T140000Z"]}))

    assert starts(repository) == [f"w/202601{day}T140000Z {day} 14:00" for day in ("08", "15", "22")]
    assert first == Meeting(
        id="w/20260108T140000Z",
        series_id="w",
        title="Weekly",
        starts_at=datetime(2026, 1, 8, 14, tzinfo=UTC),
        ends_at=datetime(2026, 1, 8, 14, 30, tzinfo=UTC),
        attendees=["jane@x.example"],
        attendee_names=["Jane Doe"],
    )


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("EXDATE;TZID=Europe/Berlin:20260115T150000", ["08", "22"]),
        ("EXDATE:20260115T140000Z,20260122T140000Z", ["08"]),
        ("EXDATE;VALUE=DATE:20260108", ["15", "22"]),
        ("RDATE;TZID=Europe/Berlin:20260120T150000", ["08", "15", "20", "22"]),
        ("RDATE;VALUE=PERIOD:20260120T140000Z/PT1H", ["08", "15", "20", "22"]),
    ],
)
def test_days_taken_out_and_added(repository: Repository, line: str, days: list[str]) -> None:
    """In local time, in UTC, or as whole days."""
    take(repository, calendar(event(*THREE, line)))

    assert starts(repository) == [f"w/202601{day}T140000Z {day} 14:00" for day in days]


@pytest.mark.parametrize(
    ("until", "days"),
    [
        ("20260115T140000Z", ["08", "15"]),
        ("20260115T135959Z", ["08"]),
        ("20260115T150000", ["08", "15"]),
        ("20260115", ["08", "15"]),
        ("20260114", ["08"]),
    ],
)
def test_the_last_occurrence(repository: Repository, until: str, days: list[str]) -> None:
    """UNTIL counts itself, in UTC, local, or as a whole day."""
    take(repository, calendar(event(*WEEKLY, f"RRULE:FREQ=WEEKLY;UNTIL={until}")))

    assert starts(repository) == [f"w/202601{day}T140000Z {day} 14:00" for day in days]


def test_occurrences_keep_their_hour_over_the_change_of_clocks(repository: Repository) -> None:
    """Three o'clock in Berlin is another moment in summer."""
    take(repository, calendar(event("DTSTART;TZID=Europe/Berlin:20260326T150000", "RRULE:FREQ=WEEKLY;COUNT=2")))

    assert starts(repository) == ["w/20260326T140000Z 26 14:00", "w/20260402T130000Z 02 13:00"]


def test_whole_days_recur_as_days(repository: Repository) -> None:
    """Their ids are dates."""
    take(repository, calendar(event("DTSTART;VALUE=DATE:20260108", "RRULE:FREQ=DAILY;COUNT=2")))

    assert starts(repository) == ["w/20260108 08 00:00", "w/20260109 09 00:00"]


MOVED = ("RECURRENCE-ID;TZID=Europe/Berlin:20260115T150000", "DTSTART;TZID=Europe/Berlin:20260116T090000")


def test_a_moved_occurrence_takes_the_place_of_its_own(repository: Repository) -> None:
    """Whichever comes first in the file, or in a file of its own."""
    expected = ["w/20260108T140000Z 08 14:00", "w/20260115T140000Z 16 08:00", "w/20260122T140000Z 22 14:00"]
    take(repository, calendar(event(*MOVED, "SEQUENCE:3"), event(*THREE)))
    together = starts(repository)
    take(repository, calendar(event(*MOVED, "SEQUENCE:3")), calendar(event(*THREE)))

    assert (together, starts(repository)) == (expected, expected)


def test_a_cancelled_occurrence_leaves_the_others(repository: Repository) -> None:
    """By its status, or by a message that cancels it; also when it was known before."""
    take(repository, calendar(event(*THREE)))
    take(repository, calendar(event(*THREE)), calendar(event(*MOVED, "SEQUENCE:1"), method="CANCEL"))

    assert starts(repository) == ["w/20260108T140000Z 08 14:00", "w/20260122T140000Z 22 14:00"]


def test_a_cancelled_series_leaves_as_a_whole(repository: Repository) -> None:
    """Moved occurrences with it."""
    take(repository, calendar(event(*THREE), event(*MOVED)))
    take(repository, calendar(event(*THREE, "SEQUENCE:1"), event(*MOVED), method="CANCEL"))

    assert starts(repository) == []


def test_a_series_that_moved_leaves_its_old_days(repository: Repository) -> None:
    """From Thursdays to Fridays; an older invitation that is read again changes nothing."""
    fridays = calendar(event(THREE[0].replace("0108", "0109"), *THREE[1:], "SEQUENCE:1"))
    expected = [f"w/202601{day}T140000Z {day} 14:00" for day in ("09", "16", "23")]
    take(repository, calendar(event(*THREE)))
    take(repository, fridays)
    moved = starts(repository)
    take(repository, calendar(event(*THREE)))

    assert (moved, starts(repository)) == (expected, expected)


def test_a_single_meeting_that_begins_to_recur(repository: Repository) -> None:
    """And one that stops."""
    single = calendar(event(*WEEKLY, "SEQUENCE:2"))
    take(repository, calendar(event(*WEEKLY)))
    take(repository, calendar(event(*THREE, "SEQUENCE:1")))
    recurring = starts(repository)
    take(repository, single)

    assert recurring == [f"w/202601{day}T140000Z {day} 14:00" for day in ("08", "15", "22")]
    assert starts(repository) == ["w 08 14:00"]


@pytest.mark.parametrize("backwards", [False, True])
def test_the_newest_version_wins(repository: Repository, *, backwards: bool) -> None:
    """The higher SEQUENCE, then the later stamp, whatever the order of files."""
    versions = [
        calendar(event(f"SEQUENCE:{sequence}", f"DTSTAMP:2026010{stamp}T000000Z", f"SUMMARY:{sequence}.{stamp}"))
        for sequence, stamp in ((0, 9), (2, 1), (2, 3), (2, 2))
    ]
    take(repository, *(reversed(versions) if backwards else versions))

    assert [row.title for row in repository.scan(MEETINGS)] == ["2.3"]


def test_a_series_without_end_stays_within_the_window(repository: Repository) -> None:
    """Three years back and a quarter ahead; what left the window on a later day stays as history."""
    daily = calendar(event("DTSTART:20200101T090000Z", "RRULE:FREQ=DAILY"))
    take(repository, daily)
    first = starts(repository)
    take(repository, daily, now=NOW.replace(day=3))

    assert (len(first), first[0], first[-1]) == (
        1185, "w/20230202T090000Z 02 09:00", "w/20260501T090000Z 01 09:00",
    )  # fmt: skip
    assert len(starts(repository)) == 1187


def test_a_rule_that_is_not_read_leaves_the_first_occurrence(repository: Repository) -> None:
    """And is counted."""
    counts = take(repository, calendar(event(*WEEKLY, "RRULE:FREQ=HOURLY")))

    assert starts(repository) == ["w 08 14:00"]
    assert counts["skipped_recurrence_unread"] == 1


def test_an_invitation_to_one_occurrence_stands_alone(repository: Repository) -> None:
    """The series may be in somebody else's calendar."""
    take(repository, calendar(event(*MOVED)))
    (meeting,) = repository.scan(MEETINGS)

    assert (meeting.id, meeting.series_id) == ("w/20260115T140000Z", "w")


def test_recurring_has_an_end_for_a_run_as_a_whole(repository: Repository) -> None:
    """The rest is counted, not computed."""
    counts: Counter[str] = Counter()
    schedule = Schedule(repository, counts, Window.around(NOW))
    schedule._budget.left = 100
    events = [event("DTSTART:20200101T090000Z", "RRULE:FREQ=DAILY", uid=f"u{n}") for n in range(50)]
    for found in read(calendar(*events).encode()):
        schedule.take(found)
    schedule.finish()

    assert repository.count(MEETINGS) < 100
    assert counts["skipped_recurrences_left_out"] == 1

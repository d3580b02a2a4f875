"""Pairs of ``make bench`` for CRM tables and calendars: records of ours against libraries that check less."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC
from importlib import import_module
from typing import Any

from talktrack.core.crm_headers import built_in_headers
from talktrack.ingestion.reference.calendars import file as calendar_file
from talktrack.ingestion.reference.calendars.event import Entry
from talktrack.ingestion.reference.crm import table
from talktrack.ingestion.reference.crm.rows import Row as CrmRow
from tests.benchmarks.pair import Pair, Row, measured

DEALS = 100_000
EVENTS = 1_000
OCCURRENCES = 20


def salesforce_csv() -> Pair:
    """A bulk export to validated deals, against the standard library's rows as dictionaries, which validate nothing."""
    text = "Id,AccountId,Name,StageName,Amount,CurrencyIsoCode,CloseDate,IsClosed,IsWon,CreatedDate\n" + "".join(
        f'"006{n:015d}","001{n:015d}","Deal {n}","Demo","{n}.5","USD","2026-03-01","false","false",'
        f'"2026-01-15T14:00:00.000Z"\n'
        for n in range(DEALS)
    )
    data = text.encode()

    def ours() -> list[object]:
        return list(table.read(data, built_in_headers()))

    def theirs() -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(data.decode())))

    def check() -> None:
        found = [(row.record.name, row.record.amount) for row in ours() if isinstance(row, CrmRow)]  # type: ignore[union-attr]
        assert found == [(row["Name"], float(row["Amount"])) for row in theirs()]

    return Pair("reference", "100 000 deals of a CSV export", "csv.DictReader alone", 5.0, ours, theirs, check)


def icalendar_library() -> Pair:
    """A calendar of meetings with four people each, against the library that most people take."""
    peer: Any = import_module("icalendar")
    text = _calendar()

    def ours() -> list[object]:
        return list(calendar_file.read(text.encode()))

    def theirs() -> object:
        return peer.Calendar.from_ical(text)

    def check() -> None:
        events = peer.Calendar.from_ical(text).walk("VEVENT")
        expected = [(str(one["UID"]), one["DTSTART"].dt.astimezone(UTC), len(one["ATTENDEE"])) for one in events]
        entries = [one for one in ours() if isinstance(one, Entry)]
        assert [(one.uid, one.meeting.starts_at, len(one.meeting.attendees)) for one in entries] == expected

    return Pair("reference", "1 000 calendar events", "icalendar 7.3", 0.3, ours, theirs, check)


def _calendar() -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bench//EN"]
    for number in range(EVENTS):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{number}@x.example",
            "SEQUENCE:1",
            "DTSTAMP:20260101T000000Z",
            "DTSTART;TZID=Europe/Berlin:20250301T140000",
            "DTEND;TZID=Europe/Berlin:20250301T150000",
            f"RRULE:FREQ=WEEKLY;COUNT={OCCURRENCES}",
            f"SUMMARY:Meeting {number}",
            "LOCATION:https://acme.zoom.us/j/1",
            'ORGANIZER;CN="Dana Reyes":mailto:dana@x.example',
            *(f"ATTENDEE;CN=Guest {n};PARTSTAT=ACCEPTED:mailto:guest{n}@x.example" for n in range(4)),
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


PAIRS: Sequence[Callable[[], Pair]] = (salesforce_csv, icalendar_library)


def rows() -> list[Row]:
    """Measure every pair."""
    return [measured(make()) for make in PAIRS]

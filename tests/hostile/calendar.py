"""Calendars made to recur for ever, to hang or to fill memory."""

from __future__ import annotations

from tests.hostile.case import Cases

MB = 1_000_000
START = b"DTSTART:20260115T140000Z\r\n"


def event(lines: bytes, uid: bytes = b"1@x") -> bytes:
    """Return an event with these lines, each of which ends itself."""
    return b"BEGIN:VEVENT\r\nUID:" + uid + b"\r\n" + lines + b"END:VEVENT\r\n"


def calendar(*parts: bytes) -> bytes:
    """Return a calendar of these components."""
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + b"".join(parts) + b"END:VCALENDAR\r\n"


def single(lines: bytes) -> bytes:
    """Return a calendar of one event that begins when the others do."""
    return calendar(event(START + lines))


def zone(observances: bytes) -> bytes:
    """Return a calendar whose event lies in a zone that only the file defines."""
    defined = b"BEGIN:VTIMEZONE\r\nTZID:Own\r\n" + observances + b"END:VTIMEZONE\r\n"
    return calendar(defined, event(b"DTSTART;TZID=Own:20260115T140000\r\n"))


STANDARD = (
    b"BEGIN:STANDARD\r\nDTSTART:16011028T030000\r\nRRULE:FREQ=DAILY\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    b"END:STANDARD\r\n"
)
_CASES: Cases = {
    "every day for ever": (lambda: single(b"RRULE:FREQ=DAILY\r\n"), 1),
    "every second": (lambda: single(b"RRULE:FREQ=SECONDLY\r\n"), 1),
    "never twice": (lambda: single(b"RRULE:FREQ=DAILY;INTERVAL=0\r\n"), 1),
    "backwards": (lambda: single(b"RRULE:FREQ=DAILY;INTERVAL=-1\r\n"), 1),
    "a rule that never fits": (lambda: single(b"RRULE:FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2\r\n"), 1),
    "a count beyond numbers": (lambda: single(b"RRULE:FREQ=DAILY;COUNT=" + b"9" * MB + b"\r\n"), 1),
    "a list of days": (lambda: single(b"RRULE:FREQ=DAILY;BYDAY=" + b"MO," * 50_000 + b"MO\r\n"), 1),
    "rules": (lambda: single(b"RRULE:FREQ=DAILY\r\n" * 50_000), 1),
    "a rule of semicolons": (lambda: single(b"RRULE:" + b";" * 200_000 + b"\r\n"), 1),
    "added days": (lambda: single(b"RDATE:" + b",".join([b"20260115T140000Z"] * 10_000) + b"\r\n"), 1),
    "days taken out": (
        lambda: single(b"RRULE:FREQ=DAILY\r\n" + b"EXDATE:20260116T140000Z\r\n" * 20_000),
        1,
    ),
    "until the year 9999": (lambda: single(b"RRULE:FREQ=DAILY;UNTIL=99991231T235959Z\r\n"), 1),
    "the year 0": (lambda: calendar(event(b"DTSTART:00000101T000000Z\r\n")), 1),
    "the year 1 in the far east": (lambda: calendar(event(b"DTSTART;TZID=Asia/Tokyo:00010101T000000\r\n")), 1),
    "the last second": (lambda: calendar(event(b"DTSTART;TZID=America/New_York:99991231T235959\r\n")), 1),
    "a duration of ages": (lambda: single(b"DURATION:P99999999999W\r\n"), 1),
    "a duration of digits": (lambda: single(b"DURATION:PT" + b"9" * 200_000 + b"H\r\n"), 1),
    "an end before the start": (lambda: single(b"DTEND:20200101T000000Z\r\n"), 1),
    "a zone that is a path": (lambda: calendar(event(b"DTSTART;TZID=../../etc/passwd:20260115T140000\r\n")), 1),
    "a zone that is absolute": (lambda: calendar(event(b"DTSTART;TZID=/etc/passwd:20260115T140000\r\n")), 1),
    "a zone with a NUL": (lambda: calendar(event(b"DTSTART;TZID=a\0b:20260115T140000\r\n")), "format_binary"),
    "a zone of 100 000 letters": (
        lambda: calendar(event(b"DTSTART;TZID=" + b"a" * 100_000 + b":20260115T140000\r\n")),
        1,
    ),
    "a zone that changes daily": (lambda: zone(STANDARD), 1),
    "a zone of 2 000 observances": (lambda: zone(STANDARD * 2_000), 1),
    "a zone without observances": (lambda: zone(b""), 1),
    "twenty thousand attendees": (
        lambda: single(b"".join(b"ATTENDEE;CN=P:mailto:p%d@x\r\n" % n for n in range(20_000))),
        1,
    ),
    "an attendee of parameters": (lambda: single(b"ATTENDEE" + b";A=b" * 50_000 + b":mailto:a@x\r\n"), 1),
    "an open quote": (lambda: single(b'ATTENDEE;CN="' + b"a" * 200_000 + b":mailto:a@x\r\n"), 1),
    "a line of 10 MB": (lambda: single(b"SUMMARY:" + b"a" * (10 * MB) + b"\r\n"), 1),
    "a line folded 400 000 times": (lambda: single(b"SUMMARY:a" + b"\r\n a" * 400_000 + b"\r\n"), 1),
    "folds without a line": (lambda: calendar(b" \r\n" * 400_000, event(START)), 1),
    "escapes": (lambda: single(b"SUMMARY:" + b"\\" * 200_000 + b"\r\n"), 1),
    "components that never end": (lambda: calendar(b"BEGIN:VEVENT\r\n" * 100_000), 0),
    "components in components": (lambda: single(b"BEGIN:X\r\n" * 40_000 + b"END:X\r\n" * 40_000), 1),
    "ends without a beginning": (lambda: calendar(b"END:VEVENT\r\n" * 100_000, event(START)), 1),
    "calendars in calendars": (lambda: b"BEGIN:VCALENDAR\r\n" * 100_000 + calendar(event(START)), 1),
    "no id": (lambda: calendar(event(START, b"")), "uid_missing"),
    "an id of 100 000 letters": (lambda: calendar(event(START, b"a" * 100_000)), 1),
    "ten thousand versions": (
        lambda: calendar(*[event(START + b"SEQUENCE:%d\r\n" % n) for n in range(10_000)]),
        10_000,
    ),
    "a sequence beyond numbers": (lambda: single(b"SEQUENCE:" + b"9" * 100_000 + b"\r\n"), 1),
    "a link that is a script": (lambda: single(b"URL:javascript:alert(1)\r\n"), 1),
    "cut off": (lambda: single(b"")[:-30], 0),
    "not UTF-8": (lambda: single(b"SUMMARY:\xff\xfe\x81\r\n"), 1),
    "a NUL behind the head": (lambda: calendar(event(START) * 2_000, b"X:\0\r\n"), "text_has_nul"),
    "an answer": (lambda: calendar(b"METHOD:REPLY\r\n", event(START)), "calendar_answer"),
}
FILES: Cases = {f"calendar: {name}": case for name, case in _CASES.items()}

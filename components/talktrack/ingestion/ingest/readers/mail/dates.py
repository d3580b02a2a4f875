"""When a mail was sent, in UTC: its Date, unless that is missing or cannot be; then when it was last received."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from talktrack.ingestion.ingest.readers.mail.header import Fields, first

MAX_DATE_CHARACTERS = 100
EARLIEST_YEAR = 1982
CLOCKS_DIFFER = timedelta(days=1)

_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"
    r"(?: \([^()]{1,40}\))?"
)
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: month for month, name in enumerate(_NAMES, start=1)}


def sent_at(fields: Fields) -> datetime | None:
    """Return when a mail was sent; None when neither its Date nor its newest Received field makes sense.

    A Date that lies a day and more after the arrival comes from a wrong clock.
    """
    sent = parse(first(fields, "date"))
    arrived = parse(first(fields, "received").rpartition(";")[2])
    if sent is None or (arrived is not None and sent - arrived > CLOCKS_DIFFER):
        return arrived
    return sent


def parse(value: str) -> datetime | None:
    """Return a time of RFC 5322, or of what senders write instead, in UTC; without a zone it is taken for UTC."""
    usual = _USUAL.fullmatch(value.strip())
    try:
        moment = _usual(usual) if usual and usual[2] in _MONTHS else _unusual(value[:MAX_DATE_CHARACTERS])
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    return moment if moment and moment.year >= EARLIEST_YEAR else None


def _usual(found: re.Match[str]) -> datetime:
    day, month, year, hour, minute, second, sign, zone_hours, zone_minutes = found.groups()
    offset = timedelta(hours=int(zone_hours), minutes=int(zone_minutes))
    zone = timezone(-offset if sign == "-" else offset)
    whole = datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), min(int(second), 59), tzinfo=zone)
    return whole.astimezone(UTC)


def _unusual(value: str) -> datetime | None:
    """Read what the standard library understands: two-digit years, named zones, missing parts."""
    parts = parsedate_tz(value)
    if parts is None:
        return None
    year, month, day, hour, minute, second, *_, offset = parts
    local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    return local - timedelta(seconds=offset or 0)

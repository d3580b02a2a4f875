"""Times of day and offsets as transcripts write them, in seconds."""

from __future__ import annotations

import re

CLOCK = r"\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3})?"
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3}))?")
_LIMIT = 60


def seconds(clock: str) -> float | None:
    """Return the seconds of ``H:MM:SS.mmm``, ``MM:SS`` or unpadded forms; None when it is not a time."""
    found = _CLOCK.fullmatch(clock.strip())
    if not found:
        return None
    hours, minutes, whole = (int(part or 0) for part in found.groups()[:3])
    if whole >= _LIMIT or (found[1] and minutes >= _LIMIT):
        return None
    return hours * 3600 + minutes * 60 + whole + int((found[4] or "0").ljust(3, "0")) / 1000

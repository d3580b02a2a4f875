"""Times of day and offsets as transcripts write them, in seconds."""

from __future__ import annotations

import re

CLOCK = r"\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,9})?"
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9}))?")
_LIMIT = 60


def seconds(clock: str) -> float | None:
    """Return the seconds of ``H:MM:SS.mmm``, ``MM:SS`` or unpadded forms; None when it is not a time.

    A sign is kept: a transcript that began in the middle of a call counts from there.
    """
    clock = clock.strip()
    found = _CLOCK.fullmatch(clock.removeprefix("-"))
    if not found:
        return None
    sign = -1.0 if clock.startswith("-") else 1.0
    hours, minutes, whole = int(found[1] or 0), int(found[2]), int(found[3])
    if whole >= _LIMIT or (found[1] and minutes >= _LIMIT):
        return None
    fraction = found[4] or "0"
    milliseconds = (hours * 3600 + minutes * 60 + whole) * 1000 + float(f"{fraction[:3]:0<3}.{fraction[3:]}")
    return sign * milliseconds / 1000

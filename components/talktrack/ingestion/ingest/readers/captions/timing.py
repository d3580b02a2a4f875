"""The line between a cue's identifier and its words: ``start --> end``, both in seconds.

Most files write all these lines in one shape, ``HH:MM:SS.mmm --> HH:MM:SS.mmm``; such lines are converted all at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talktrack.ingestion.ingest.readers.timecode import seconds

ARROW = "-->"
Interval = tuple[float | None, float | None]

_CLOCK = r"(?:([0-9]{1,300}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_BY_GRAMMAR = re.compile(rf"[ \t\f]*{_CLOCK}[ \t\f]*-->[ \t\f]*{_CLOCK}(?![0-9])")
_AS_WRITTEN = re.compile(r"[ \t\f]*(-?[0-9]+:[0-9:.,]*)[ \t\f]*-->[ \t\f]*(-?[0-9:.,]*)")

_AFTER_CLOCK = frozenset({"", " ", "\t"})

# The regular shape by its lowest and its highest characters, and what a digit is worth where it stands in a clock.
_LOWEST = np.frombuffer(b"00:00:00.000 --> 00:00:00.000", np.uint8)
_HIGHEST = np.frombuffer(b"99:59:59.999 --> 99:59:59.999", np.uint8)
_WORTH_MS = [36_000_000, 3_600_000, 0, 600_000, 60_000, 0, 10_000, 1_000, 0, 100, 10, 1]
_WORTHS_MS = np.zeros((_LOWEST.size, 2))
_WORTHS_MS[: len(_WORTH_MS), 0] = _WORTHS_MS[-len(_WORTH_MS) :, 1] = _WORTH_MS
_ZERO_MS = _LOWEST @ _WORTHS_MS


@dataclass(frozen=True)
class Intervals:
    """Start and end of each line in seconds; `found` is false where the line is no timing line."""

    starts: list[float | None]
    ends: list[float | None]
    found: list[bool]


def by_grammar(lines: Sequence[str]) -> Intervals:
    """Return the intervals of lines by the WebVTT grammar."""
    return _intervals(lines, _joined(lines), _one_by_grammar)


def as_written(lines: Sequence[str]) -> Intervals:
    """Return the intervals of lines as sources write them: comma or dot, unpadded or negative.

    A clock that makes no sense is None.
    """
    return _intervals(lines, _joined(lines).replace(",", "."), _one_as_written)


def is_timing(line: str) -> bool:
    """Tell a timing line, however written, from words with an arrow."""
    return _AS_WRITTEN.match(line) is not None


def _joined(lines: Sequence[str]) -> str:
    """Return the lines in one string, each as long as the regular shape: settings are cut off, others are spaces."""
    width = _LOWEST.size
    if set(map(len, lines)) == {width}:
        return "".join(lines)
    return "".join(
        [
            line[:width] if len(line) >= width and line[width : width + 1] in _AFTER_CLOCK else " " * width
            for line in lines
        ]
    )


def _intervals(lines: Sequence[str], joined: str, one: Callable[[str], Interval | None]) -> Intervals:
    """Convert the regular lines all at once and the others one by one."""
    times, regular = _converted(joined)
    starts, ends = times.T.tolist()
    found = regular.tolist()
    for place in np.flatnonzero(~regular).tolist():
        interval = one(lines[place])
        found[place] = interval is not None
        starts[place], ends[place] = interval or (None, None)
    return Intervals(starts, ends, found)


def _converted(joined: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return (start, end) of every line of the regular length, and which of them have the regular shape."""
    characters = np.frombuffer(joined.encode("ascii", "replace"), np.uint8).reshape(-1, _LOWEST.size)
    regular: NDArray[np.bool_] = np.logical_and.reduce((characters >= _LOWEST) & (characters <= _HIGHEST), axis=1)
    return (characters @ _WORTHS_MS - _ZERO_MS) / 1000.0, regular


def _one_by_grammar(line: str) -> Interval | None:
    found = _BY_GRAMMAR.match(line)
    return (_total(*found.group(1, 2, 3, 4)), _total(*found.group(5, 6, 7, 8))) if found else None


def _total(hours: str | None, minutes: str, whole: str, thousandths: str) -> float:
    return (int(hours or 0) * 3_600_000 + int(minutes) * 60_000 + int(whole) * 1_000 + int(thousandths)) / 1000


def _one_as_written(line: str) -> Interval | None:
    found = _AS_WRITTEN.match(line)
    return (seconds(found[1]), seconds(found[2])) if found else None

"""The clocks of a long transcript in seconds: all at once where they have the shape ``HH:MM:SS.mmm``, else singly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from talktrack.ingestion.ingest.readers.timecode import seconds

# A line of the regular shape by its lowest and its highest characters, and what a digit is worth where it stands.
_LOWEST = np.frombuffer(b"00:00:00.000\n", np.uint8)
_HIGHEST = np.frombuffer(b"99:59:59.999\n", np.uint8)
_WORTH_MS = np.array([36e6, 36e5, 0, 6e5, 6e4, 0, 1e4, 1e3, 0, 1e2, 10, 1, 0])
_ZERO_MS = _LOWEST @ _WORTH_MS


def all_seconds(clocks: Sequence[str]) -> list[float | None]:
    """Return the seconds of each clock, None where it is none."""
    lines = _lines(clocks)
    if len(lines) != len(clocks):
        return [seconds(clock) for clock in clocks]
    return ((lines @ _WORTH_MS - _ZERO_MS) / 1000.0).tolist()  # type: ignore[no-any-return]


def _lines(clocks: Sequence[str]) -> NDArray[np.uint8]:
    """Return the characters of each clock and its line's end; nothing at all when one clock is not of the shape."""
    text = "\n".join([*clocks, ""]).encode("ascii", "replace")
    if len(text) != _LOWEST.size * len(clocks):
        return np.empty((0, _LOWEST.size), np.uint8)
    lines = np.frombuffer(text, np.uint8).reshape(-1, _LOWEST.size)
    return lines if ((lines >= _LOWEST) & (lines <= _HIGHEST)).all() else lines[:0]

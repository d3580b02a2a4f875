"""A row that was left out, and why: an outcome, not an error."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Skipped:
    """The reason is a code such as ``row_ragged``; it never holds a value of the row."""

    reason: str

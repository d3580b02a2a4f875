"""A row that was left out, and why: an outcome, not an error."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skipped:
    """The reason is a code such as ``row_ragged``; it never holds a value of the row."""

    reason: str


def skip(reason: str, counts: Counter[str]) -> None:
    """Count something that was left out, in all and by its reason."""
    counts.update(["skipped", f"skipped_{reason}"])

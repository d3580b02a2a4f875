"""What ``search`` takes as arguments."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

OUTCOMES = ("won", "lost", "open")


def day(text: str) -> datetime:
    """Return the beginning of a day (UTC) as an argument gives it."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as failure:
        raise argparse.ArgumentTypeError(f"use a day such as 2026-04-02, not {text!r}") from failure


def days(text: str) -> float:
    """Return a number of days above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"use a number of days above 0, not {text!r}")
    return number

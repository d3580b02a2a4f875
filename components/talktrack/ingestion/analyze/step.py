"""Compute the statistics of every conversation of a table."""

from __future__ import annotations

from talktrack.core.artifacts import map_table
from talktrack.core.statistics import analyse
from talktrack.core.tables import ANALYSES, CONVERSATIONS


def run(conversations: str, analyses: str) -> dict[str, int | float]:
    """Stream conversations through `core.statistics.analyse`; return how many."""
    return {"conversations": map_table(conversations, CONVERSATIONS, analyses, ANALYSES, analyse)}

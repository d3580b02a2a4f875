"""The story of tidy: a run that trained on several nodes is asked what it left."""

from __future__ import annotations

from collections.abc import Callable


def run(nodes: int, remove: Callable[[], list[str]]) -> list[str]:
    """Return the names of the TrainJobs that `remove` deleted; a run on one node made none, and nobody is asked."""
    return remove() if nodes > 1 else []

"""What the evaluation page shows, as plain figures."""

from __future__ import annotations

from talktrack.training.evaluate.record import Evaluation

MEASURES = ("loss", "relevance")


def headline(found: Evaluation) -> dict[str, str | float | int]:
    """Return the facts on top of the page."""
    against = found.champion or "the base"
    return {"verdict": found.verdict, "against": against, "judge": found.encoder_version}


def comparison(found: Evaluation) -> list[tuple[str, str, float, float]]:
    """Return path, measure, candidate's mean and champion's mean, for what was compared."""
    return [
        (path, measure, found.metrics[f"{path}_{measure}"], found.metrics[f"{path}_champion_{measure}"])
        for path in sorted(found.adapters)
        for measure in MEASURES
        if f"{path}_{measure}" in found.metrics
    ]


def columns(found: Evaluation) -> tuple[list[str], list[float], list[float], list[float]]:
    """Return the gains as columns: names, means, lows and highs."""
    names = sorted(found.intervals)
    means, lows, highs = ([found.intervals[name][place] for name in names] for place in range(3))
    return names, means, lows, highs

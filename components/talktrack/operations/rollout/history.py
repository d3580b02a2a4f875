"""What a rollout remembers for its plots: few points, spread over its whole time, small enough for a ConfigMap."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from talktrack.operations.rollout.comparison import compare
from talktrack.operations.rollout.intervals import Interval
from talktrack.operations.rollout.limits import Limits
from talktrack.operations.rollout.window import Window

MOST_ANALYSED = 80
MOST_WATCHED = 40
DIGITS = 5


class Point(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was known at one time (seconds since the epoch), with the candidate's weight from then on in percent.

    `requests` are (stable, candidate) totals. `differences` are by measure, with 95 % intervals that hold at every
    look; a measure with too few samples is absent. `watched` says that the candidate was promoted already.
    """

    at_s: float
    weight: int
    requests: tuple[float, float]
    differences: dict[str, Interval] = msgspec.field(default_factory=dict)
    watched: bool = False


def extended(points: Sequence[Point], window: Window, weight: int, limits: Limits, *, watched: bool) -> list[Point]:
    """Return the points with one more, thinned; without believable data only a new weight is worth remembering."""
    if window.problem and points and points[-1].weight == weight:
        return list(points)
    found = compare(window.strata or ((window.stable, window.candidate),), limits, window.outcomes)
    point = Point(
        at_s=round(window.now_s, 1),
        weight=weight,
        requests=(window.stable.requests, window.candidate.requests),
        differences={difference.measure: _rounded(difference.interval) for difference in found},
        watched=watched,
    )
    return _bounded([*points, point])


def _rounded(interval: Interval) -> Interval:
    center, low, high = (float(f"{value:.{DIGITS}g}") for value in (interval.center, interval.low, interval.high))
    return Interval(center, low, high)


def _bounded(points: Sequence[Point]) -> list[Point]:
    """Thin both parts by themselves: weeks of watching must not wear the hours of the canary away."""
    analysed = [point for point in points if not point.watched]
    watched = [point for point in points if point.watched]
    return [*_thinned(analysed, MOST_ANALYSED), *_thinned(watched, MOST_WATCHED)]


def _thinned(points: list[Point], most: int) -> list[Point]:
    """Drop the points that are missed least: those whose neighbours are close in time, turns of the weight last."""
    kept = list(points)
    while len(kept) > most:
        inner = range(1, len(kept) - 1)
        del kept[min(inner, key=lambda place: _missed(kept, place))]
    return kept


def _missed(points: Sequence[Point], place: int) -> tuple[bool, float]:
    before, here, after = points[place - 1 : place + 2]
    return before.weight != here.weight, after.at_s - before.at_s

"""How the arms differ, measure by measure, each with an interval that holds at every look. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from talktrack.core.traffic import Counters
from talktrack.operations.rollout.intervals import Interval, latency_ratio, share_difference
from talktrack.operations.rollout.limits import Limits

ERRORS, LATENCY, FEEDBACK = "errors", "latency", "negative feedback"
Unit = Literal["share", "ratio"]


@dataclass(frozen=True)
class Difference:
    """Candidate against stable in one measure of which more is worse.

    A `share` is a difference of shares in [-1, 1], equal at 0; a `ratio` is a multiple of the stable arm, equal at 1.
    """

    measure: str
    unit: Unit
    interval: Interval

    @property
    def reference(self) -> float:
        """Return where the arms are equal."""
        return 1.0 if self.unit == "ratio" else 0.0

    @property
    def sign(self) -> int:
        """Return 1 when the candidate is proven worse, -1 when proven better, 0 when nothing is proven."""
        return int(self.interval.low > self.reference) - int(self.interval.high < self.reference)


def compare(stable: Counters, candidate: Counters, limits: Limits) -> list[Difference]:
    """Return a difference for every measure of which both arms have enough samples."""
    return list(_differences(stable, candidate, limits))


def _differences(stable: Counters, candidate: Counters, limits: Limits) -> Iterator[Difference]:
    of = (stable.requests, candidate.requests)
    if min(of) >= limits.minimum_for_test:
        bad = (stable.errors, candidate.errors)
        yield Difference(ERRORS, "share", share_difference(bad, of, limits.error_spread))
    if min(stable.answered, candidate.answered) >= limits.minimum_for_test:
        yield Difference(LATENCY, "ratio", latency_ratio(stable, candidate, limits.latency_spread))
    judged = (stable.feedback, candidate.feedback)
    if min(judged) >= limits.minimum_feedback:
        negative = (stable.feedback_negative, candidate.feedback_negative)
        yield Difference(FEEDBACK, "share", share_difference(negative, judged, limits.feedback_spread))

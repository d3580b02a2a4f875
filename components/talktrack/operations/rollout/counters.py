"""How to add up counters that restart at zero, and how to tell when they cannot be believed."""

from __future__ import annotations

import math

from talktrack.core.traffic import Counters

FIELDS = Counters.__struct_fields__
ROUNDING = 1e-6


def increase(before: Counters | None, now: Counters) -> Counters:
    """Return what was counted between two readings; a counter that fell has restarted at zero, so all of it is new.

    The same rule as Prometheus' ``increase()`` without extrapolation.
    """
    if before is None or now.requests < before.requests or now.feedback < before.feedback:
        return now
    return Counters(**{name: getattr(now, name) - getattr(before, name) for name in FIELDS})


def fault(counters: Counters) -> str:
    """Say why a reading cannot be believed, or return the empty string."""
    values = [getattr(counters, name) for name in FIELDS]
    if not all(math.isfinite(value) for value in values):
        return "a counter is not a finite number"
    if any(getattr(counters, name) < 0 for name in FIELDS):
        return "a counter is negative"
    if counters.errors > counters.requests or counters.feedback_negative > counters.feedback:
        return "more errors than requests"
    return _latency_fault(counters)


def _latency_fault(counters: Counters) -> str:
    """Latency sums must obey the Cauchy-Schwarz inequality: sum squared ≤ n · sum of squares."""
    least = counters.log_latency_sum**2
    most = counters.answered * counters.log_latency_sumsq
    return "latency sums contradict each other" if least > most * (1 + ROUNDING) + ROUNDING else ""

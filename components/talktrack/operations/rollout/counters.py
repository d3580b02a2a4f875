"""How to add up counters that restart at zero, and how to tell when they cannot be believed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import reduce

from talktrack.core.traffic import Counters

FIELDS = Counters.__struct_fields__
ROUNDING = 1e-6
MOST_INSTANCES = 64

Instances = Mapping[str, Counters]


def increase(before: Counters | None, now: Counters) -> Counters:
    """Return what one process counted between two readings; if any counter fell it has restarted, so all of it is new.

    The same rule as Prometheus' ``increase()`` without extrapolation.
    """
    if before is None or _fell(before, now):
        return now
    return Counters(**{name: getattr(now, name) - getattr(before, name) for name in FIELDS})


def restarted(before: Instances, now: Instances) -> bool:
    """Say whether a process began again: what it counted since the last reading and before its end is lost."""
    return any(_fell(before[name], one) for name, one in now.items() if name in before)


def _fell(before: Counters, now: Counters) -> bool:
    return any(getattr(now, name) < getattr(before, name) for name in FIELDS)


def increases(before: Instances | None, now: Instances) -> Counters:
    """Return what all processes of a revision counted between two readings.

    The first reading of a revision is where counting begins; a process that joins later counts from zero.
    """
    if before is None:
        return Counters()
    return reduce(Counters.plus, (increase(before.get(name), one) for name, one in now.items()), Counters())


def remembered(before: Instances, now: Instances) -> dict[str, Counters]:
    """Return the newest reading of each process; of those that have vanished the oldest are forgotten."""
    gone = [(name, one) for name, one in before.items() if name not in now]
    room = max(0, MOST_INSTANCES - len(now))
    return dict(gone[len(gone) - room :] if room < len(gone) else gone) | dict(now)


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
    least = counters.log_latency_sum * counters.log_latency_sum  # which may be infinite, where a power would raise
    most = counters.answered * counters.log_latency_sumsq
    return "latency sums contradict each other" if least > most * (1 + ROUNDING) + ROUNDING else ""

"""Two arms that count exactly what a script says, look by look, and the ways in which a look can go wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec

from talktrack.core.traffic import Counters, Reading

SIGMA = 0.5
OLD, NEW = "talktrack-acme-predictor-00001", "talktrack-acme-predictor-00002"
NAN, INFINITE = math.nan, math.inf
Pair = tuple[float, float]


@dataclass(frozen=True)
class Look:
    """What happens until the next tick; pairs are (stable, candidate).

    Requests are split as the cluster says, or by `share`, the candidate's in percent. `fault` says what is wrong with
    the reading; `after_s` is when the tick comes.
    """

    requests: int = 8000
    errors: Pair = (0.05, 0.05)
    ms: Pair = (200.0, 200.0)
    negative: Pair = (0.2, 0.2)
    judged: float = 0.0
    share: float | None = None
    fault: str = ""
    after_s: float = 10.0
    processes: int = 1


@dataclass
class ScriptedArms:
    """A `MetricsReader` over counters that `count` moves. Restarts and new processes are as the look says."""

    shares: Callable[[], Mapping[str, int]]
    clock: Callable[[], float]
    counted: dict[str, dict[str, Counters]] = field(default_factory=dict)
    look: Look = Look(0)

    def count(self, look: Look) -> None:
        """Let a look's requests arrive."""
        self.look = look
        candidate = self.shares().get(NEW, 0) if look.share is None else look.share
        for place, (revision, share) in enumerate({OLD: 100 - candidate, NEW: candidate}.items()):
            each = self.counted.setdefault(revision, {})
            if look.fault == "restarted" and place:
                each.clear()
            for process in range(look.processes):
                more = answered(round(look.requests * share / 100 / look.processes), look, place)
                name = f"{revision}-{process}"
                each[name] = each.get(name, Counters()).plus(more)

    def read(self, urls: Mapping[str, str], releases: Mapping[str, str] = {}) -> Reading | None:  # noqa: ARG002
        """Return the counters, or what the fault makes of them."""
        arms = {name: dict(self.counted.get(name, {})) for name in (OLD, NEW) if name in urls}
        at_s = self.clock() + {"stale": -121.0, "from the future": 11.0, "timeless": NAN}.get(self.look.fault, 0.0)
        gone = {"no candidate": NEW, "no stable": OLD}.get(self.look.fault)
        if self.look.fault == "silent":
            return None
        if self.look.fault == "empty":
            return Reading(at_s, {})
        spoiled = SPOILED.get(self.look.fault)
        if spoiled and NEW in arms:
            arms[NEW] = {name: msgspec.structs.replace(one, **spoiled) for name, one in arms[NEW].items()}
        return Reading(at_s, {name: each for name, each in arms.items() if name != gone})


SPOILED: Mapping[str, Mapping[str, float]] = {
    "no number": {"requests": NAN},
    "infinite": {"log_latency_sum": INFINITE},
    "negative": {"errors": -1.0},
    "more errors than requests": {"errors": 1e9},
    "impossible latencies": {"log_latency_sumsq": 0.0},
}


def answered(requests: int, look: Look, place: int) -> Counters:
    """Return what one arm counts for so many requests, to the request."""
    errors = round(requests * look.errors[place])
    good, mean = requests - errors, math.log(1000 * look.ms[place])
    feedback = round(good * look.judged)
    return Counters(
        requests=requests,
        errors=errors,
        log_latency_sum=good * mean,
        log_latency_sumsq=good * (mean * mean + SIGMA * SIGMA),
        feedback=feedback,
        feedback_negative=round(feedback * look.negative[place]),
    )

"""One service's traffic, the actions that move it and the counters of its arms: what the rollout and clusters share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

import msgspec


class Deploy(msgspec.Struct, frozen=True, tag="deploy"):
    """Let the service name another release; `percent` None gives it all traffic as soon as it is ready."""

    uri: str
    percent: int | None

    def __str__(self) -> str:
        share = "all" if self.percent is None else f"{self.percent} %"
        return f"deploy {self.uri} with {share} of the traffic"


class SetWeight(msgspec.Struct, frozen=True, tag="set_weight"):
    """Give the newest revision this percentage of the traffic."""

    percent: int

    def __str__(self) -> str:
        return f"give the newest revision {self.percent} % of the traffic"


class RollOutFully(msgspec.Struct, frozen=True, tag="roll_out_fully"):
    """Remove the split: the newest revision takes everything and becomes the one to fall back to."""

    def __str__(self) -> str:
        return "give the newest revision all traffic for good"


TrafficAction = Deploy | SetWeight | RollOutFully


@dataclass(frozen=True)
class Traffic:
    """The cluster's truth about one service: what the spec asks for and what is routed.

    `uri` and `percent` are of the spec; `created`, `ready`, `rolled_out` and `previous` are revision names of the
    status; `shares` (percent) and `urls` are by revision; `blocked` says that the newest revision cannot load
    or cannot get its share, `problem` why where that is not the release's fault; `version` changes with every write.
    """

    uri: str
    percent: int | None
    created: str = ""
    ready: str = ""
    rolled_out: str = ""
    previous: str = ""
    shares: Mapping[str, int] = field(default_factory=dict)
    urls: Mapping[str, str] = field(default_factory=dict)
    blocked: bool = False
    problem: str = ""
    version: str = ""


class Counters(msgspec.Struct, frozen=True, kw_only=True):
    """Totals of one arm: of one of its processes since it started, or of all of them over some time.

    `errors` include fallback answers. Latencies are natural logarithms of microseconds, of good answers only.
    """

    requests: float = 0.0
    errors: float = 0.0
    log_latency_sum: float = 0.0
    log_latency_sumsq: float = 0.0
    feedback: float = 0.0
    feedback_negative: float = 0.0

    @property
    def answered(self) -> float:
        """Return the number of good answers, those whose latency counts."""
        return self.requests - self.errors

    @property
    def error_rate(self) -> float | None:
        """Return errors per request, or None without requests."""
        return self.errors / self.requests if self.requests else None

    @property
    def mean_log_latency(self) -> float | None:
        """Return the mean of log microseconds, or None without good answers."""
        return self.log_latency_sum / self.answered if self.answered else None

    def plus(self, more: Counters) -> Counters:
        """Return the totals of both."""
        return Counters(**{name: getattr(self, name) + getattr(more, name) for name in self.__struct_fields__})


@dataclass(frozen=True)
class Reading:
    """Counters by revision and instance as read at one time (seconds since the epoch); what cannot be read is absent.

    An instance is a process that counts from zero. Of a revision stands here what any process has counted for its
    release, because feedback on an answer may arrive elsewhere; without a process of its own it is absent.
    """

    at_s: float
    counters: Mapping[str, Mapping[str, Counters]]

    @property
    def totals(self) -> dict[str, Counters]:
        """Return the totals of each revision over its instances."""
        return {revision: reduce(Counters.plus, each.values(), Counters()) for revision, each in self.counters.items()}

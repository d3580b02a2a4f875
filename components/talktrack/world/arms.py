"""Simulated arms: counters of predictors that answer with given error rates and latencies. A `MetricsReader`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from talktrack.core.traffic import Counters, Reading


@dataclass(frozen=True)
class Behaviour:
    """How one arm answers: share of errors, median latency in milliseconds and the spread of its logarithm."""

    error_rate: float = 0.05
    latency_ms: float = 200.0
    sigma: float = 0.4

    def answer(self, requests: int, random: np.random.Generator) -> Counters:
        """Return what this many requests would count."""
        errors = int(random.binomial(requests, self.error_rate))
        logs = random.normal(math.log(1000 * self.latency_ms), self.sigma, requests - errors)
        return Counters(
            requests=requests,
            errors=errors,
            log_latency_sum=float(logs.sum()),
            log_latency_sumsq=float(np.square(logs).sum()),
        )


class SimulatedArms:
    """Counts requests that arrive between readings, split as the cluster says at that moment.

    `shares` returns percent by revision; `behaviours` is keyed by revision, others behave like `Behaviour()`.
    """

    def __init__(self, shares: Callable[[], Mapping[str, int]], clock: Callable[[], float], seed: int = 7) -> None:
        """Start with no requests counted."""
        self.behaviours: dict[str, Behaviour] = {}
        self.requests_per_reading = 400
        self.silent = False
        self._shares = shares
        self._clock = clock
        self._random = np.random.default_rng(seed)
        self._counters: dict[str, Counters] = {}

    def read(
        self,
        urls: Mapping[str, str],
        releases: Mapping[str, str] = {},  # noqa: ARG002 - here arms are told apart by revision alone
    ) -> Reading | None:
        """Let requests arrive, then return the counters of the asked revisions."""
        shares = {revision: share / 100 for revision, share in self._shares().items() if share}
        split: list[int] = []
        if shares:
            split = self._random.multinomial(self.requests_per_reading, list(shares.values())).tolist()
        for revision, requests in zip(shares, split, strict=True):
            new = self.behaviours.get(revision, Behaviour()).answer(requests, self._random)
            self._counters[revision] = self._counters.get(revision, Counters()).plus(new)
        found = {revision: {revision: self._counters.get(revision, Counters())} for revision in urls}
        return None if self.silent else Reading(self._clock(), found)

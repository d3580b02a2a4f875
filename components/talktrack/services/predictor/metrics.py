"""The predictor's own metrics. Latencies are also kept as sums of logarithms, which a rollout compares."""

from __future__ import annotations

import math
import re
from typing import Any

OUTCOMES = ("ok", "error", "timeout", "overloaded", "fallback", "rejected", "left")
JUDGEMENTS = ("positive", "negative", "neutral")
MICROSECONDS = 1e6
MOST_RELEASES = 8
RELEASE_ID = re.compile(r"r-[a-z0-9-]{1,60}")


class PredictorMetrics:
    """Counters by model, model version (the release) and outcome; all start at zero, so that no first event is lost.

    `talktrack_log_latency_sum` and `_sumsq` add the natural logarithm of microseconds, at least 0, of good answers.
    """

    def __init__(self, models: tuple[str, ...], release: str, registry: Any = None) -> None:
        """Register the metrics; `registry` is prometheus_client's default one when not given."""
        from prometheus_client import REGISTRY, Counter, Gauge, Histogram

        where = registry or REGISTRY
        labels = ("model", "model_version")
        self._release = release
        self._judged = {release}
        self._requests = Counter("talktrack_requests", "Requests by outcome", (*labels, "outcome"), registry=where)
        self._latency = Histogram("talktrack_latency_seconds", "Latency of good answers", labels, registry=where)
        self._sum = Counter("talktrack_log_latency_sum", "Sum of log microseconds", labels, registry=where)
        self._sumsq = Counter("talktrack_log_latency_sumsq", "Sum of squared log microseconds", labels, registry=where)
        self._feedback = Counter(
            "talktrack_feedback", "Feedback on answers", ("model_version", "judgement"), registry=where
        )
        self._unretrieved = Counter(
            "talktrack_retrieval_failures", "Questions answered without passages: the store was away", registry=where
        )
        self._dropped = Counter("talktrack_events_dropped", "Events that found no room", registry=where)
        info = Gauge("talktrack_release_info", "The release that serves", ("model_version",), registry=where)
        info.labels(release).set(1)
        self._start(models)

    def _start(self, models: tuple[str, ...]) -> None:
        for model in models:
            for outcome in OUTCOMES:
                self._requests.labels(model, self._release, outcome)
            for metric in (self._latency, self._sum, self._sumsq):
                metric.labels(model, self._release)
        for judgement in JUDGEMENTS:
            self._feedback.labels(self._release, judgement)

    def count(self, model: str, outcome: str, seconds: float) -> None:
        """Count one request; only good answers have a latency that counts.

        An answer that another release gave instead is a ``fallback``, an error of the one that should have answered.
        """
        self._requests.labels(model, self._release, outcome).inc()
        if outcome != "ok":
            return
        log_us = math.log(max(seconds * MICROSECONDS, 1.0))
        self._latency.labels(model, self._release).observe(seconds)
        self._sum.labels(model, self._release).inc(log_us)
        self._sumsq.labels(model, self._release).inc(log_us * log_us)

    def unretrieved(self) -> None:
        """Count a question that had to be answered without passages."""
        self._unretrieved.inc()

    def dropped(self) -> None:
        """Count an event that could not be kept."""
        self._dropped.inc()

    def judge(self, release: str, value: float | None) -> None:
        """Count one judgement for the release that had answered, which may be another one.

        Names that are no release ids, and more of them than can be in service, are not counted: callers write them.
        """
        if release not in self._judged and (len(self._judged) >= MOST_RELEASES or not RELEASE_ID.fullmatch(release)):
            return
        self._judged.add(release)
        judgement = "neutral" if not value else "positive" if value > 0 else "negative"
        self._feedback.labels(release, judgement).inc()

"""The controller's own metrics: that it ticks, how long a round takes, and where each rollout stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from talktrack.operations.rollout.policy import Action
from talktrack.operations.rollout.report import Report
from talktrack.operations.rollout.state import Phase

ACTIONS, PHASES = get_args(Action), get_args(Phase)


class ControllerMetrics:
    """Counters and gauges by tenant. Counters start at zero, so that no first event is lost to ``increase()``."""

    def __init__(self, tenants: Iterable[str]) -> None:
        """Register the metrics in a registry of their own."""
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        registry = CollectorRegistry()
        tenant = ("tenant",)
        self._registry = registry
        self._ticks = Counter(
            "talktrack_rollout_ticks", "Ticks by what was decided", (*tenant, "action"), registry=registry
        )
        self._failures = Counter(
            "talktrack_rollout_failures", "Ticks that failed", (*tenant, "error"), registry=registry
        )
        self._failing = Gauge(
            "talktrack_rollout_failing", "1 while the newest tick has failed", tenant, registry=registry
        )
        self._rounds = Histogram("talktrack_rollout_round_seconds", "Seconds of a round", registry=registry)
        self._weight = Gauge("talktrack_rollout_weight_percent", "Weight of the candidate", tenant, registry=registry)
        self._phase = Gauge("talktrack_rollout_phase", "1 for the present phase", (*tenant, "phase"), registry=registry)
        for name in tenants:
            self._start(name)

    def _start(self, tenant: str) -> None:
        for action in ACTIONS:
            self._ticks.labels(tenant, action)
        self._failing.labels(tenant)

    def ticked(self, tenant: str, report: Report) -> None:
        """Count a tick and show where the rollout stands."""
        self._ticks.labels(tenant, report.decision.action).inc()
        self._failing.labels(tenant).set(0)
        if report.state is None:
            return
        self._weight.labels(tenant).set(report.state.weight)
        for phase in PHASES:
            self._phase.labels(tenant, phase).set(int(phase == report.state.phase))

    def failed(self, tenant: str, error: str) -> None:
        """Count a tick that failed, by the name of the error."""
        self._failures.labels(tenant, error).inc()
        self._failing.labels(tenant).set(1)

    def went_round(self, seconds: float) -> None:
        """Count one round over all tenants."""
        self._rounds.observe(seconds)

    def page(self) -> tuple[bytes, str]:
        """Return the page that Prometheus reads, and its content type."""
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        text: Any = generate_latest(self._registry)
        return bytes(text), CONTENT_TYPE_LATEST

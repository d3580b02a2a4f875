"""The loop: a tick for every tenant, again and again, where one tenant's failure is that tenant's alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from talktrack.operations.rollout import step
from talktrack.operations.rollout.limits import STANDARD, Limits
from talktrack.operations.rollout.ports import Ports
from talktrack.operations.rollout.report import Report
from talktrack.services.controller.board import Board, Sight
from talktrack.services.controller.metrics import ControllerMetrics
from talktrack.services.controller.pause import Pause

LOG = logging.getLogger(__name__)

Tick = Callable[[Ports, Limits], Report]


WORRYING = frozenset({"pause", "roll_back"})


@dataclass
class Loop:
    """Ticks for `tenants` every `every_s` seconds.

    `connect` opens a tenant's ports; they are opened again after a failure. `wait` sleeps for so many seconds and
    returns true at once when the loop is to end; `monotonic` is the clock that it goes by, `clock` the one that people
    read.
    """

    tenants: Sequence[str]
    connect: Callable[[str], Ports]
    metrics: ControllerMetrics
    monotonic: Callable[[], float]
    clock: Callable[[], float]
    wait: Callable[[float], bool]
    every_s: float = 5.0
    limits: Limits = STANDARD
    tick: Tick = step.tick
    board: Board = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is connected before the first round."""
        self.board = Board(self.monotonic(), sights={tenant: Sight() for tenant in self.tenants})
        self._ports: dict[str, Ports] = {}
        self._pauses = {tenant: Pause() for tenant in self.tenants}

    def run(self) -> None:
        """Go round until `wait` says that it is over; the tick in hand is finished first."""
        left_s = 0.0
        while not self.wait(left_s):
            began_s = self.monotonic()
            if not self.round():
                return
            left_s = max(0.0, self.every_s - (self.monotonic() - began_s))

    def round(self) -> bool:
        """Tick once for every tenant whose turn it is; return false when it was ended in between."""
        began_s = self.monotonic()
        for tenant in self.tenants:
            if self._pauses[tenant].due_s <= self.monotonic():
                self._turn(tenant)
            self.board.alive_s = self.monotonic()
            if self.wait(0.0):
                return False
        self.board.rounds += 1
        self.metrics.went_round(self.monotonic() - began_s)
        return True

    def _turn(self, tenant: str) -> None:
        try:
            if tenant not in self._ports:
                self._ports[tenant] = self.connect(tenant)
            report = self.tick(self._ports[tenant], self.limits)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the other tenants' rollouts go on
            self._failed(tenant, failure)
        else:
            self._succeeded(tenant, report)

    def _failed(self, tenant: str, failure: Exception) -> None:
        """Say it when it is news: an outage is one line, not one per round."""
        kind = type(failure).__name__
        if not self.board.sights[tenant].failure.startswith(f"{kind}:"):
            LOG.error("ticks fail: %s", kind, extra={"tenant": tenant, "reason": str(failure)})
        self._ports.pop(tenant, None)
        self._pauses[tenant].failed(self.monotonic(), self.every_s)
        self.board.failed(tenant, f"{kind}: {failure}")
        self.metrics.failed(tenant, kind)

    def _succeeded(self, tenant: str, report: Report) -> None:
        if self.board.sights[tenant].failure:
            LOG.info("ticks succeed again", extra={"tenant": tenant})
        _tell(tenant, report)
        self._pauses[tenant].succeeded()
        self.board.saw(tenant, report, self.clock())
        self.metrics.ticked(tenant, report)


def _tell(tenant: str, report: Report) -> None:
    """Log what was decided and done; that nothing is to be done would be a line every few seconds."""
    about = {"tenant": tenant, "release_id": report.state.candidate.id if report.state else ""}
    decision = report.decision
    if decision.action != "hold":
        level = logging.WARNING if decision.action in WORRYING else logging.INFO
        LOG.log(level, "decided: %s", decision.action, extra=about | {"reason": decision.reason})
    if report.applied is not None:
        LOG.info("applied: %s", report.applied, extra=about)

"""What the loop has last seen of each tenant: written by the loop, read by whoever asks over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from talktrack.operations.rollout.report import Report


@dataclass(frozen=True)
class Sight:
    """One tenant's newest report and when it was made (seconds since the epoch); None before the first.

    `failure` says why the newest tick failed, and is empty while ticks succeed.
    """

    report: Report | None = None
    at_s: float = 0.0
    failure: str = ""


@dataclass
class Board:
    """The sights by tenant. Each is replaced whole, so that a reader in another thread never sees half of one.

    `rounds` counts finished rounds, `alive_s` is when the loop last moved on, by its own monotonic clock.
    """

    alive_s: float
    rounds: int = 0
    sights: dict[str, Sight] = field(default_factory=dict)

    def saw(self, tenant: str, report: Report, at_s: float) -> None:
        """Keep a report."""
        self.sights[tenant] = Sight(report, at_s)

    def failed(self, tenant: str, failure: str) -> None:
        """Keep why a tick failed, beside the report before."""
        self.sights[tenant] = replace(self.sights[tenant], failure=failure)

"""What the rollout asks of the cluster, of metrics and of its memory. Systems and in-memory fakes keep these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from talktrack.core.outcomes import Outcomes
from talktrack.core.ports import Registry
from talktrack.core.traffic import Reading, Traffic, TrafficAction


class TrafficControl(Protocol):
    """Moves one tenant's traffic."""

    def read(self) -> Traffic | None:
        """Return the present traffic, or None when the service does not exist yet.

        Raises:
            ConfigurationInvalidError: this cluster would not split traffic but roll out at once.
            StoreUnavailableError: the cluster does not answer.
        """
        ...

    def apply(self, action: TrafficAction, seen: Traffic | None) -> None:
        """Apply one action to the spec that `seen` was read from; twice is the same as once.

        Raises:
            ConflictError: somebody else changed the spec since; nothing was changed.
        """
        ...


class MetricsReader(Protocol):
    """Reads the predictors' own counters."""

    def read(self, urls: Mapping[str, str], releases: Mapping[str, str] = ...) -> Reading | None:
        """Return the counters of each revision that can be read, or None when none can. Never raises.

        Both are by revision: the URL of its own, where it has one, and the id of its release, where it is registered.
        """
        ...


class OutcomesReader(Protocol):
    """Reads how the business went, which is known days or weeks later."""

    def read(self) -> Outcomes | None:
        """Return the newest outcomes, or None when there are none to be read. Never raises."""
        ...


class NoOutcomes:
    """Nothing is known of the business."""

    def read(self) -> Outcomes | None:
        """Return nothing."""
        return None


class RolloutStore(Protocol):
    """Remembers one document with compare-and-swap."""

    def load(self) -> tuple[bytes, str] | None:
        """Return the document and its version, or None when there is none."""
        ...

    def save(self, document: bytes, version: str | None) -> str:
        """Write the document if the stored version is still `version` (None: nothing stored); return the new version.

        Raises:
            ConflictError: somebody else wrote first; nothing was changed.
        """
        ...


@dataclass(frozen=True)
class Ports:
    """Everything a rollout touches. `clock` returns seconds since the epoch."""

    control: TrafficControl
    metrics: MetricsReader
    store: RolloutStore
    registry: Registry
    clock: Callable[[], float]
    outcomes: OutcomesReader = field(default_factory=NoOutcomes)

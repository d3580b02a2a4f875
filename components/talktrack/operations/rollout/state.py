"""What a rollout remembers between ticks: small, bounded, written by compare-and-swap only."""

from __future__ import annotations

from typing import Literal

import msgspec

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.outcomes import Share
from talktrack.core.traffic import Counters
from talktrack.operations.rollout.history import Point

WEIGHTS = (5, 10, 25, 50, 100)
REMEMBERED = 50

Phase = Literal["canary", "paused", "promoting", "promoted", "rolling_back", "rolled_back"]
ENDED: tuple[Phase, ...] = ("promoted", "rolled_back")


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A release as the cluster knows it; an empty id means the service was not started from the registry."""

    id: str
    uri: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One remembered decision; `evidence` are log likelihood ratios by guard."""

    at_s: float
    action: str
    reason: str
    weight: int
    evidence: dict[str, float] = msgspec.field(default_factory=dict)


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Everything counted in this rollout. `instances` are the newest raw readings, by revision and process.

    `strata` hold the (stable, candidate) totals of each weight, because only what was served at the same split can be
    compared: between weights the hour of the day changes, too. `step_requests` are (stable, candidate) requests since
    the present weight took effect.
    """

    instances: dict[str, dict[str, Counters]] = msgspec.field(default_factory=dict)
    warm_requests: float = 0.0
    stable: Counters = Counters()
    candidate: Counters = Counters()
    strata: tuple[tuple[Counters, Counters], ...] = ()
    step_requests: tuple[float, float] = (0.0, 0.0)
    consecutive_errors: tuple[float, float] = (0.0, 0.0)


class RolloutState(msgspec.Struct, frozen=True, kw_only=True):
    """One rollout. `step` indexes `weights`; times are seconds since the epoch, UTC.

    `analysed` holds the strata of the tally at the promotion, since the watch counts afresh; `outcomes` the
    newest ones of the business that were believed, likewise as pairs by measure.
    """

    tenant: str
    stable: Release
    candidate: Release
    phase: Phase
    started_s: float
    step_since_s: float
    weights: tuple[int, ...] = WEIGHTS
    step: int = 0
    candidate_revision: str = ""
    stable_revision: str = ""
    tally: Tally = Tally()
    decisions: tuple[Entry, ...] = ()
    automatic_rollbacks: int = 0
    analysed: tuple[tuple[Counters, Counters], ...] = ()
    outcomes: dict[str, tuple[Share, Share]] = msgspec.field(default_factory=dict)
    history: tuple[Point, ...] = ()

    @property
    def weight(self) -> int:
        """Return the percentage of traffic that the candidate should have now."""
        return {"promoting": 100, "promoted": 100, "rolling_back": 0, "rolled_back": 0}.get(
            self.phase, self.weights[self.step]
        )


def reason_of(state: RolloutState, action: str) -> str:
    """Return why an action was last decided, or the empty string where that is not remembered."""
    return next((entry.reason for entry in reversed(state.decisions) if entry.action == action), "")


def encode(state: RolloutState) -> bytes:
    """Return the document that a store keeps."""
    return msgspec.json.encode(state)


def decode(document: bytes) -> RolloutState:
    """Read a stored document.

    Raises:
        ConfigurationInvalidError: it was written by an incompatible release of talktrack.
    """
    try:
        return msgspec.json.decode(document, type=RolloutState)
    except msgspec.MsgspecError as error:
        message = "the stored rollout cannot be read: finish it with the release of talktrack that began it."
        raise ConfigurationInvalidError(message) from error


def remember(state: RolloutState, entry: Entry) -> RolloutState:
    """Append a decision, dropping the oldest; of holds in a row only the newest is kept."""
    kept = state.decisions
    if kept and kept[-1].action == entry.action == "hold":
        kept = kept[:-1]
    return msgspec.structs.replace(state, decisions=(*kept, entry)[-REMEMBERED:])

"""What a verb of the rollout returns: a value that prints as a short text for people."""

from __future__ import annotations

from dataclasses import dataclass

from talktrack.core.traffic import Traffic
from talktrack.operations.rollout.actions import RolloutAction
from talktrack.operations.rollout.policy import Decision
from talktrack.operations.rollout.state import Entry, RolloutState


@dataclass(frozen=True)
class Report:
    """The state after the verb, the decision, the action that was applied and those that are left.

    `traffic` is what the decision was made on.
    """

    state: RolloutState | None
    decision: Decision
    applied: RolloutAction | None = None
    left: tuple[RolloutAction, ...] = ()
    traffic: Traffic | None = None

    def __str__(self) -> str:
        lines = [f"{self.decision.action}: {self.decision.reason}"]
        if self.state is not None:
            state = self.state
            lines.append(
                f"{state.candidate.id} is {state.phase.replace('_', ' ')}, weight {state.weight} % of {_ladder(state)}"
            )
        if self.applied is not None:
            lines.append(f"applied: {self.applied}")
        lines.extend(f"left:    {action}" for action in self.left)
        return "\n".join(lines)


@dataclass(frozen=True)
class Status:
    """One rollout as it stands: state, the cluster's traffic and what is left to do."""

    state: RolloutState | None
    traffic: Traffic | None
    left: tuple[RolloutAction, ...] = ()

    def __str__(self) -> str:
        if self.state is None:
            return "there is no rollout"
        return "\n".join(
            [
                f"tenant     {self.state.tenant}",
                f"phase      {self.state.phase.replace('_', ' ')}, weight {self.state.weight} %",
                f"stable     {self.state.stable.id or 'unregistered'}  {_arm(self.state, 'stable')}",
                f"candidate  {self.state.candidate.id}  {_arm(self.state, 'candidate')}",
                f"routed     {_shares(self.traffic)}",
                *(f"left       {action}" for action in self.left),
                *(f"decision   {_entry(entry)}" for entry in self.state.decisions[-5:]),
            ]
        )


def _ladder(state: RolloutState) -> str:
    return ", ".join(map(str, state.weights))


def _arm(state: RolloutState, arm: str) -> str:
    counters = getattr(state.tally, arm)
    return f"{counters.requests:.0f} requests, {counters.errors:.0f} errors"


def _shares(traffic: Traffic | None) -> str:
    if traffic is None:
        return "no service"
    return ", ".join(f"{revision} {share} %" for revision, share in traffic.shares.items()) or "nothing yet"


def _entry(entry: Entry) -> str:
    return f"{entry.action} at {entry.weight} %: {entry.reason}"

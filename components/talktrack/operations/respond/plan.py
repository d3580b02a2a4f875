"""The plan as data: what to do, why, and because of which findings."""

from __future__ import annotations

import msgspec

ROLL_BACK = "roll_back"
RETRAIN_FULL = "retrain_full"
RETRAIN_INCREMENTAL = "retrain_incremental"
INVESTIGATE = "investigate"
NOTIFY = "notify"
NOTHING = "nothing"

ORDER = (ROLL_BACK, RETRAIN_FULL, RETRAIN_INCREMENTAL, INVESTIGATE, NOTIFY, NOTHING)
RETRAINING = (RETRAIN_FULL, RETRAIN_INCREMENTAL)


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do; `findings` names what it answers."""

    kind: str
    reason: str
    findings: list[str] = msgspec.field(default_factory=list)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What one set of findings calls for, the most urgent first. The same findings have the same `id`."""

    id: str
    tenant: str
    as_of: str
    severity: str
    actions: list[Action]

    @property
    def first(self) -> str:
        """Return the most urgent action's kind."""
        return self.actions[0].kind

    @property
    def retrain(self) -> str | None:
        """Return the kind of retraining in the plan, if there is one."""
        return next((action.kind for action in self.actions if action.kind in RETRAINING), None)

    def __str__(self) -> str:
        head = f"{self.tenant} as of {self.as_of}: severity {self.severity}"
        return "\n".join([head, *(f"  {action.kind}: {action.reason}" for action in self.actions)])

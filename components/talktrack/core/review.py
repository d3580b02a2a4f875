"""Decisions of people about quarantined rows: released ones re-enter once, dropped ones stay."""

from __future__ import annotations

from datetime import datetime

import msgspec

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.records import Quarantined

STATUS = {"release": "released", "drop": "dropped"}


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One person's word on one row: release it as it is, or drop it; `why` is kept with the row."""

    id: str
    decision: str
    by: str
    why: str


def decide(row: Quarantined, decision: Decision, at: datetime) -> Quarantined:
    """Return the row with the decision on it.

    Raises:
        ConfigurationInvalidError: the decision is unknown, or the row holds nothing that could be released.
    """
    if decision.decision not in STATUS:
        raise ConfigurationInvalidError(f"cannot {decision.decision} {row.id}: decide release or drop.")
    if decision.decision == "release" and row.conversation is None:
        message = f"{row.id} could not be read, so there is nothing to release: mend {row.uri} and run ingestion again."
        raise ConfigurationInvalidError(message)
    if row.status == "reentered":
        raise ConfigurationInvalidError(f"{row.id} has already re-entered: nothing is left to decide.")
    return msgspec.structs.replace(
        row,
        status=STATUS[decision.decision],
        decided_by=decision.by,
        decided_why=decision.why,
        decided_at=at,
    )

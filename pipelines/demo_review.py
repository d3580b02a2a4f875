"""The demo's reviewer: looks at one held conversation, releases it, and sees it come back at clean, once."""

from __future__ import annotations

from datetime import UTC, datetime

from talktrack.core.ports import Repository
from talktrack.core.records import Quarantined
from talktrack.core.review import Decision, decide
from talktrack.core.tables import CONVERSATIONS, QUARANTINE

GATE = "quality_gate"
WHY = "looked at it: a real call, worth keeping"


def release_one(repository: Repository) -> Quarantined | None:
    """Release the first case of the gate that only warns, and return it; None when there is none."""
    waiting = (row for row in repository.scan(QUARANTINE) if row.status == "open" and row.stage == GATE)
    case = next((row for row in sorted(waiting, key=lambda row: row.id) if row.severity == "warning"), None)
    if case is not None:
        decision = Decision(id=case.id, decision="release", by="demo", why=WHY)
        repository.publish(QUARANTINE, [decide(case, decision, datetime.now(UTC))])
    return case


def came_back(repository: Repository, case: Quarantined) -> bool:
    """Tell whether a released case is in the clean zone, once, with who let it in, and closed in the queue."""
    rows = list(repository.scan(CONVERSATIONS, where={"id": [case.id]}))
    [now] = repository.scan(QUARANTINE, where={"id": [case.id]})
    return len(rows) == 1 and rows[0].reviewed_by == "demo" and now.status == "reentered"

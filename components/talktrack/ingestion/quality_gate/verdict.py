"""What follows from failed expectations: a quarantine row with its reasons, and the numbers of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from talktrack.core.conversation import Conversation
from talktrack.core.ports import GateVerdict
from talktrack.core.records import Quarantined
from talktrack.ingestion.quality_gate.suite import ADVICE

STAGE = "quality_gate"
MAX_LISTED_ROWS = 200

PageTable = tuple[str, tuple[str, ...], Sequence[Sequence[str | int]]]


@dataclass(frozen=True)
class GateReport:
    """What the gate did: counts, and the tables of its page as plain rows without any value from a conversation."""

    counts: Mapping[str, float]
    reasons: Sequence[tuple[str, int, str]]
    checks: Sequence[tuple[str, str, str, int, int]]
    rows: Sequence[tuple[str, str]]

    def facts(self) -> dict[str, float]:
        """Return the numbers at the top of the page."""
        return {name: self.counts[name] for name in ("conversations", "passed", "quarantined")}

    def tables(self) -> list[PageTable]:
        """Return the page's tables: title, headers, rows."""
        return [
            ("Why conversations were held back", ("reason", "conversations", "what to do"), self.reasons),
            ("What was expected", ("measure", "expectation", "asked", "judged", "failed"), self.checks),
            ("Rows in the review queue", ("row", "reasons"), self.rows),
        ]


def quarantine(conversation: Conversation, reasons: Sequence[str]) -> Quarantined:
    """Return the row for the review queue; it carries the conversation so that a person can fix and release it."""
    advice = [ADVICE[reason] for reason in reasons]
    source = conversation.provenance[0] if conversation.provenance else None
    return Quarantined(
        id=conversation.id,
        tenant=conversation.tenant,
        stage=STAGE,
        uri=source.uri if source else "",
        sha256=source.sha256 if source else "",
        reasons=list(reasons),
        severity="error" if any(item.severity == "error" for item in advice) else "warning",
        suggestion=" ".join(dict.fromkeys(item.suggestion for item in advice)),
        conversation=conversation,
    )


def report(counts: Mapping[str, float], verdict: GateVerdict) -> GateReport:
    """Return the page's tables from the validation's plain result."""
    reasons = Counter(reason for found in verdict.failures.values() for reason in found)
    listed = sorted(verdict.failures.items())[:MAX_LISTED_ROWS]
    return GateReport(
        counts=counts,
        reasons=[(reason, count, ADVICE[reason].suggestion) for reason, count in reasons.most_common()],
        checks=[_check(check) for check in _checks(verdict)],
        rows=[(row_id, ", ".join(found)) for row_id, found in listed],
    )


def _checks(verdict: GateVerdict) -> list[dict[str, Any]]:
    checks = verdict.result.get("checks", [])
    assert isinstance(checks, list)
    return checks


def _check(check: Mapping[str, Any]) -> tuple[str, str, str, int, int]:
    asked = ", ".join(f"{name} {value}" for name, value in check["arguments"].items())
    return check["column"], check["kind"], asked, check["evaluated"], check["failed"]

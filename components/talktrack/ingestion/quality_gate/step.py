"""The story of the gate: measure every conversation of the shard, validate once, part them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from talktrack.core.artifacts import TableWriter, read_table, write_counts
from talktrack.core.ports import Expectation, Expectations, GateVerdict
from talktrack.core.tables import CONVERSATIONS, QUARANTINE
from talktrack.ingestion.quality_gate.layout import GateReport, report
from talktrack.ingestion.quality_gate.measures import Measures, columns, measure
from talktrack.ingestion.quality_gate.suite import never_waived, suite
from talktrack.ingestion.quality_gate.thresholds import Thresholds
from talktrack.ingestion.quality_gate.verdict import quarantine

Opener = Callable[[], Expectations]


@dataclass(frozen=True)
class Tables:
    """The table directories that the gate reads and writes."""

    conversations: str
    passed: str
    quarantined: str


def run(tables: Tables, open_expectations: Opener, limits: Thresholds, now: datetime) -> GateReport:
    """Write who passed and who did not; conversations are read twice, only their measures are held in memory.

    What a person reviewed passes, unless it still holds what may not be kept: that nobody can let pass.
    """
    rows: list[Measures] = []
    reviewed: list[Measures] = []
    for conversation in read_table(tables.conversations, CONVERSATIONS):
        into = rows if conversation.reviewed_by is None else reviewed
        into.append(measure(conversation, now, limits.required))
    expectations = suite(limits)
    verdict = _judged(rows, open_expectations, expectations)
    again = _judged(reviewed, open_expectations, never_waived(expectations))
    verdict = GateVerdict(failures={**verdict.failures, **again.failures}, result=verdict.result)
    counts = _part(tables, verdict.failures)
    write_counts(tables.quarantined, "quality_gate", counts)
    return report(counts, rows, verdict)


def _judged(rows: list[Measures], open_expectations: Opener, expectations: list[Expectation]) -> GateVerdict:
    """Validate all rows at once; with no rows the heavy library is not even loaded."""
    if not rows:
        return GateVerdict(failures={}, result={})
    return open_expectations().validate(columns(rows), expectations)


def _part(tables: Tables, failures: Mapping[str, list[str]]) -> dict[str, float]:
    counts: Counter[str] = Counter(conversations=0, passed=0, quarantined=0)
    with TableWriter(tables.passed, CONVERSATIONS) as good, TableWriter(tables.quarantined, QUARANTINE) as bad:
        for conversation in read_table(tables.conversations, CONVERSATIONS):
            reasons = failures.get(conversation.id, [])
            counts.update(["conversations", "quarantined" if reasons else "passed"])
            counts.update(f"quarantined_{reason}" for reason in reasons)
            if reasons:
                bad.write(quarantine(conversation, reasons))
            else:
                good.write(conversation)
    return dict(counts)

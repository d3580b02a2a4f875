"""What the gate's page shows, as numbers and row ids: why rows were held back, and how the measures are spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from talktrack.core.ports import GateVerdict
from talktrack.ingestion.quality_gate.advice import ADVICE
from talktrack.ingestion.quality_gate.measures import Measures

MAX_LISTED_ROWS = 200
BINS = 24
TAIL_PERCENT = 98.0

SPREADS: tuple[tuple[str, str, bool], ...] = (
    ("relevance", "Relevance: probability of business", True),
    ("words", "Words", False),
    ("turns", "Turns", False),
    ("words_per_minute", "Words per minute", False),
    ("mean_confidence", "Confidence of the recogniser", True),
    ("speaker_clarity", "Confidence of the speakers", True),
    ("snr_db", "Signal to noise in dB", False),
    ("letter_share", "Share of letters", True),
    ("repeated_share", "Share of repeated turns", True),
)

PageTable = tuple[str, tuple[str, ...], Sequence[Sequence[str | int]]]


@dataclass(frozen=True)
class Spread:
    """How a measure is spread over bins, by what became of the rows; `x_label` says what is asked of it."""

    title: str
    edges: Sequence[float]
    counts: Mapping[str, Sequence[float]]
    x_label: str


@dataclass(frozen=True)
class GateReport:
    """What the gate did: counts, bars, spreads and tables, without any text of a conversation."""

    counts: Mapping[str, float]
    reasons: Sequence[tuple[str, str, str, int, str]]
    spreads: Sequence[Spread]
    checks: Sequence[tuple[str, str, str, str, int, int]]
    rows: Sequence[tuple[str, str, str]]

    def facts(self) -> dict[str, float | str]:
        """Return the numbers at the top of the page."""
        read, passed = self.counts["conversations"], self.counts["passed"]
        share = f"{passed / read:.1%}" if read else "no rows"
        return {
            "conversations": read,
            "passed": passed,
            "quarantined": self.counts["quarantined"],
            "share passed": share,
        }

    def bars(self) -> tuple[list[str], list[float]]:
        """Return each reason with its part of the gate, and how many rows it held back."""
        return [f"{reason} ({part})" for reason, part, _, _, _ in self.reasons], [row[3] for row in self.reasons]

    def why(self) -> tuple[tuple[str, ...], Sequence[Sequence[str | int]]]:
        """Return the table of reasons: headers and rows."""
        return ("reason", "part", "severity", "conversations", "what to do"), self.reasons

    def tables(self) -> list[PageTable]:
        """Return the tables at the end of the page: title, headers, rows."""
        asked = ("measure", "reason", "expectation", "asked", "judged", "failed")
        return [
            ("What was expected", asked, self.checks),
            ("Rows in the review queue", ("row", "severity", "reasons"), self.rows),
        ]


def report(counts: Mapping[str, float], rows: Sequence[Measures], verdict: GateVerdict) -> GateReport:
    """Return what the page shows of the measures and the validation's plain result."""
    reasons = Counter(reason for found in verdict.failures.values() for reason in found)
    checks = _checks(verdict)
    return GateReport(
        counts=counts,
        reasons=[_reason(reason, count) for reason, count in reasons.most_common()],
        spreads=[
            spread for column, title, whole in SPREADS if (spread := _spread(column, title, whole, rows, verdict))
        ],
        checks=[_check(check) for check in checks],
        rows=[_row(row_id, found) for row_id, found in sorted(verdict.failures.items())[:MAX_LISTED_ROWS]],
    )


def _reason(reason: str, count: int) -> tuple[str, str, str, int, str]:
    advice = ADVICE[reason]
    return reason, advice.part, advice.severity, count, advice.suggestion


def _row(row_id: str, reasons: Sequence[str]) -> tuple[str, str, str]:
    return row_id, min(ADVICE[reason].severity for reason in reasons), ", ".join(reasons)


def _spread(
    column: str,
    title: str,
    whole: bool,
    rows: Sequence[Measures],
    verdict: GateVerdict,
) -> Spread | None:
    """Return how one measure is spread; what lies beyond nearly all rows counts in the last bin."""
    groups: dict[str, list[float]] = {"passed": [], "held back": []}
    for row in rows:
        value = getattr(row, column)
        if value is not None:
            groups["held back" if row.row_id in verdict.failures else "passed"].append(float(value))
    known = [value for values in groups.values() for value in values]
    if not known:
        return None
    top = 1.0 if whole else max(1.0, float(np.percentile(known, TAIL_PERCENT)))
    edges = np.linspace(min(0.0, *known) if not whole else 0.0, top, BINS + 1)
    counts = {
        f"{name} ({len(values)})": np.histogram(np.clip(values, edges[0], top), edges)[0].tolist()
        for name, values in groups.items()
        if values
    }
    return Spread(title, edges.tolist(), counts, _asked_of(column, verdict))


def _asked_of(column: str, verdict: GateVerdict) -> str:
    asked = [_asked(check) for check in _checks(verdict) if check["column"] == column]
    return f"asked: {'; '.join(asked)}" if asked else "not asked"


def _checks(verdict: GateVerdict) -> list[dict[str, Any]]:
    checks = verdict.result.get("checks", [])
    assert isinstance(checks, list)
    return checks


def _check(check: Mapping[str, Any]) -> tuple[str, str, str, str, int, int]:
    kind = check["kind"].removeprefix("ExpectColumnValuesTo")
    return check["column"], check["reason"], kind, _asked(check), check["evaluated"], check["failed"]


def _asked(check: Mapping[str, Any]) -> str:
    words = {"min_value": "at least", "max_value": "at most", "value_set": "of"}
    return ", ".join(f"{words.get(name, name)} {value}" for name, value in check["arguments"].items())

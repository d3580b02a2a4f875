"""What monitoring found: one record from whoever watches to whoever responds."""

from __future__ import annotations

import msgspec

SEVERITIES = ("none", "low", "medium", "high", "critical")
DRIFTED = "drifted"
STABLE = "stable"
INCONCLUSIVE = "inconclusive"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One watched thing and the judgement on it.

    `source` is the kind of evidence: ``inputs`` (the data changed) or ``quality`` (the served model got worse).
    An inconclusive finding has severity none: missing data never triggers an action.
    """

    source: str
    name: str
    verdict: str
    severity: str
    reason: str
    figures: dict[str, float] = msgspec.field(default_factory=dict)


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """All findings of one look; `as_of` is the ISO 8601 end of the window that was looked at."""

    tenant: str
    as_of: str
    items: list[Finding] = msgspec.field(default_factory=list)
    note: str = ""

    @property
    def severity(self) -> str:
        """Return the worst severity, none without findings."""
        return max((finding.severity for finding in self.items), key=SEVERITIES.index, default="none")

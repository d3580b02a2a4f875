"""The automatic retrainings of the recent past, and how many are allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec


@dataclass(frozen=True)
class Limits:
    """At most `max_retrains` automatic retrainings in `window_days`, and none within `cooldown_days` of the last one.

    The cooldown leaves a retraining the time to be evaluated and rolled out before the same findings ask for another.
    """

    max_retrains: int = 2
    window_days: float = 14.0
    cooldown_days: float = 3.0


class Retrain(msgspec.Struct, frozen=True, kw_only=True):
    """One automatic retraining that a plan asked for."""

    plan: str
    kind: str
    at: datetime


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Automatic retrainings, oldest first."""

    retrains: list[Retrain] = msgspec.field(default_factory=list)

    def refusal(self, plan: str, limits: Limits, now: datetime) -> str | None:
        """Return why one more retraining is not allowed, or None. A plan's own entry does not count against it."""
        others = [entry.at for entry in self.retrains if entry.plan != plan]
        recent = [at for at in others if now - at < timedelta(days=limits.window_days)]
        if len(recent) >= limits.max_retrains:
            return (
                f"{len(recent)} automatic retrainings in {limits.window_days:g} days did not end this: "
                "a person decides what comes next"
            )
        if any(now - at < timedelta(days=limits.cooldown_days) for at in recent):
            return f"the last automatic retraining is less than {limits.cooldown_days:g} days old: wait for its result"
        return None

    def with_retrain(self, entry: Retrain, limits: Limits) -> History:
        """Return the history with one more entry, once per plan; entries that no longer count leave."""
        if any(known.plan == entry.plan for known in self.retrains):
            return self
        kept = [old for old in self.retrains if entry.at - old.at < timedelta(days=limits.window_days)]
        return History(retrains=[*kept, entry])

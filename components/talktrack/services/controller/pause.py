"""How long a tenant whose tick has failed is left alone: doubling up to a bound, so that nothing is hammered."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_PAUSE_S = 60.0


@dataclass
class Pause:
    """One tenant's turn: due at `due_s`, by the loop's clock; `failures` in a row so far."""

    due_s: float = 0.0
    failures: int = 0

    def succeeded(self) -> None:
        """Go back to the loop's own beat."""
        self.due_s, self.failures = 0.0, 0

    def failed(self, now_s: float, every_s: float) -> None:
        """Wait for one beat, two, four and so on, at most a minute or one beat, whichever is longer."""
        pause_s = min(every_s * 2.0 ** min(self.failures, 20), max(LONGEST_PAUSE_S, every_s))
        self.due_s, self.failures = now_s + pause_s, self.failures + 1

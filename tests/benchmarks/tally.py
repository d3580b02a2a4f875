"""Hits, misses and false alarms by name, for scores against the truth."""

from __future__ import annotations

from collections import Counter


class Tally:
    """Hits, misses and false alarms by name."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.true: Counter[str] = Counter()
        self.hit: Counter[str] = Counter()
        self.said: Counter[str] = Counter()
        self.right: Counter[str] = Counter()

    def recall(self, name: str) -> float:
        """Return found / true."""
        return self.hit[name] / self.true[name] if self.true[name] else 1.0

    def precision(self, name: str) -> float:
        """Return right / said."""
        return self.right[name] / self.said[name] if self.said[name] else 1.0

    def f1(self, name: str) -> float:
        """Return the harmonic mean of precision and recall."""
        p, r = self.precision(name), self.recall(name)
        return 2 * p * r / (p + r) if p + r else 0.0

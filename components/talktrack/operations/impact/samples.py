"""One side of a comparison: observations, and what belongs together in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass
class Sample:
    """Observations added up per cluster; single values are kept only where `keeps_values`.

    `weeks` is for how many whole weeks this side was watched.
    """

    keeps_values: bool = False
    weeks: int = 0
    totals: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    values: list[tuple[float, str]] = field(default_factory=list)

    def add(self, value: float, cluster: str) -> None:
        """Take one observation in."""
        self.totals[cluster] = self.totals.get(cluster, 0.0) + value
        self.counts[cluster] = self.counts.get(cluster, 0) + 1
        if self.keeps_values:
            self.values.append((value, cluster))

    @property
    def size(self) -> int:
        """Return the number of observations."""
        return sum(self.counts.values())

    @property
    def clusters(self) -> int:
        """Return the number of clusters."""
        return len(self.counts)

    @property
    def total(self) -> float:
        """Return the sum of all observations."""
        return sum(self.totals.values())


def places(*samples: Sample) -> dict[str, int]:
    """Return a place for every cluster of either side: one that is on both sides has one place."""
    return {name: place for place, name in enumerate(sorted({name for one in samples for name in one.counts}))}


def columns(sample: Sample, order: Mapping[str, int]) -> tuple[Floats, Floats]:
    """Return totals and counts per place, zero where this side does not have the cluster."""
    totals, counts = np.zeros(len(order)), np.zeros(len(order))
    for name, total in sample.totals.items():
        totals[order[name]] = total
        counts[order[name]] = sample.counts[name]
    return totals, counts

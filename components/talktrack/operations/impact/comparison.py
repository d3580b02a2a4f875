"""What changed between two sides, how sure that is, and how to say it."""

from __future__ import annotations

from dataclasses import dataclass

from talktrack.operations.impact.measures import Measure
from talktrack.operations.impact.resampling import (
    Draws,
    mean_difference,
    median,
    median_difference,
    weekly_difference,
)
from talktrack.operations.impact.samples import Sample
from talktrack.operations.impact.shares import share_difference

FEWEST_CLUSTERS = 8
FEWEST_WEEKS = 2
BETTER, WORSE, UNDECIDED, MISSING = "better", "worse", "undecided", "missing"


@dataclass(frozen=True)
class Names:
    """What the two sides are called in a sentence, as in ``after`` and ``before``."""

    before: str = "before"
    after: str = "after"


@dataclass(frozen=True)
class Change:
    """A measure on two sides with the 95 % interval of the difference; without figures, `note` says what is missing."""

    measure: Measure
    names: Names
    verdict: str
    sizes: tuple[int, int]
    clusters: tuple[int, int]
    before: float = 0.0
    after: float = 0.0
    low: float = 0.0
    high: float = 0.0
    note: str = ""

    @property
    def difference(self) -> float:
        """Return after minus before."""
        return self.after - self.before


def compare(measure: Measure, before: Sample, after: Sample, names: Names, draws: Draws | None = None) -> Change:
    """Return the change of a measure; too little data on a side is a change that is missing, with what it needs."""
    sizes, clusters = (before.size, after.size), (before.clusters, after.clusters)
    if note := _lacks(measure, before, after, names):
        return Change(measure, names, MISSING, sizes, clusters, note=note)
    low, high = _interval(measure, before, after, draws or Draws())
    is_up = low > 0
    is_sure = is_up or high < 0
    verdict = UNDECIDED if not is_sure else BETTER if is_up == measure.is_more_better else WORSE
    figures = (figure(measure, before), figure(measure, after))
    return Change(measure, names, verdict, sizes, clusters, *figures, low, high)


def figure(measure: Measure, sample: Sample) -> float:
    """Return what a measure comes to on one side; shares are in [0, 1]."""
    if measure.summary == "median":
        return median(sample)
    return sample.total / (sample.weeks if measure.summary == "per_week" else sample.size)


def _interval(measure: Measure, before: Sample, after: Sample, draws: Draws) -> tuple[float, float]:
    if measure.summary == "share":
        return share_difference(before, after)
    differ = {"mean": mean_difference, "median": median_difference, "per_week": weekly_difference}[measure.summary]
    return differ(before, after, draws)


def _lacks(measure: Measure, before: Sample, after: Sample, names: Names) -> str:
    """Return what is missing for a comparison; empty when there is enough."""
    if min(before.clusters, after.clusters) < FEWEST_CLUSTERS:
        there = (
            f"{after.clusters} {measure.clusters} {names.after}, {before.clusters} {measure.clusters} {names.before}"
        )
        return f"too little data on {measure.counted}: {there}; {FEWEST_CLUSTERS} on both sides are needed"
    weeks = min(before.weeks, after.weeks)
    if measure.summary == "per_week" and weeks < FEWEST_WEEKS:
        return f"only {weeks} whole weeks on one side; {FEWEST_WEEKS} are needed"
    return ""

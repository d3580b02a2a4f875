"""How the arms differ, measure by measure, each with an interval that holds at every look. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from talktrack.core.outcomes import MEASURES, Share
from talktrack.operations.rollout.intervals import Arms, Interval, Pair, Shares, latency_ratio, share_difference
from talktrack.operations.rollout.limits import Limits

ERRORS, LATENCY, FEEDBACK = "errors", "latency", "negative feedback"
Unit = Literal["share", "ratio"]
Outcomes = Mapping[str, tuple[Share, Share]]


@dataclass(frozen=True)
class Difference:
    """Candidate against stable in one measure, with bounds that hold at every look.

    Of the measures of the business more is better, of all others more is worse.
    """

    measure: str
    interval: Interval

    @property
    def unit(self) -> Unit:
        """Return what the interval is of: a difference of shares in [-1, 1], or a multiple of the stable arm."""
        return "ratio" if self.measure == LATENCY else "share"

    @property
    def reference(self) -> float:
        """Return where the arms are equal."""
        return 1.0 if self.unit == "ratio" else 0.0

    @property
    def direction(self) -> int:
        """Return 1 when the candidate is proven to have more, -1 when proven to have less, 0 when nothing is proven."""
        return int(self.interval.low > self.reference) - int(self.interval.high < self.reference)

    @property
    def is_good(self) -> bool:
        """Tell whether more is better."""
        return self.measure in MEASURES

    @property
    def is_worse(self) -> bool:
        """Tell whether the candidate is proven worse."""
        return self.direction == (-1 if self.is_good else 1)


def compare(strata: Sequence[Arms], limits: Limits, outcomes: Outcomes) -> list[Difference]:
    """Return a difference for every measure of which both arms have enough samples.

    A stratum is (stable, candidate) as counted at one weight: only what was served at the same time can be compared.
    """
    found = [*_live(strata, limits), *_business(outcomes, limits)]
    return [Difference(measure, interval) for measure, interval in found]


def _live(strata: Sequence[Arms], limits: Limits) -> Iterator[tuple[str, Interval]]:
    errors = _shares(((old.errors, new.errors), (old.requests, new.requests)) for old, new in strata)
    if _samples(of for _, of in errors) >= limits.minimum_for_test:
        yield ERRORS, share_difference(errors, limits.error_spread)
    answered = [(old, new) for old, new in strata if min(old.answered, new.answered) > 1]
    if _samples((old.answered, new.answered) for old, new in answered) >= limits.minimum_for_test:
        yield LATENCY, latency_ratio(answered, limits.latency_spread)
    judged = _shares(
        ((old.feedback_negative, new.feedback_negative), (old.feedback, new.feedback)) for old, new in strata
    )
    if _samples(of for _, of in judged) >= limits.minimum_feedback:
        yield FEEDBACK, share_difference(judged, limits.feedback_spread)


def _shares(strata: Iterable[Shares]) -> list[Shares]:
    """Only where both arms have something can they be compared."""
    return [(bad, of) for bad, of in strata if min(of) > 0]


def _samples(sizes: Iterable[Pair]) -> float:
    """Return those of the smaller arm."""
    stable, candidate = map(sum, zip((0.0, 0.0), *sizes, strict=True))
    return min(stable, candidate)


def _business(outcomes: Outcomes, limits: Limits) -> Iterator[tuple[str, Interval]]:
    """What happens to one account or user is counted as so many fewer independent trials."""
    for measure, pair in outcomes.items():
        good = (pair[0].good / pair[0].design_effect, pair[1].good / pair[1].design_effect)
        of = (pair[0].of / pair[0].design_effect, pair[1].of / pair[1].design_effect)
        if min(of) >= limits.minimum_outcomes:
            yield measure, share_difference([(good, of)], limits.outcome_spread)

"""The guards: what must not get worse, each with its test and the samples that it needs; one may be the goal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

from talktrack.core.outcomes import MEASURES, Share
from talktrack.core.traffic import Counters
from talktrack.operations.rollout import evidence
from talktrack.operations.rollout.limits import ERRORS, FEEDBACK, LATENCY, Limits
from talktrack.operations.rollout.window import Window

MICROSECONDS = 1e6


class Guard(Protocol):
    """One measure of both arms. Evidence are log likelihood ratios."""

    @property
    def samples(self) -> float:
        """Return how many samples the smaller arm has."""
        ...

    def worse(self) -> float:
        """Return the evidence that the candidate is worse than tolerated."""
        ...

    def better(self) -> float:
        """Return the evidence that the candidate is better at all."""
        ...

    def __str__(self) -> str:
        """Say in figures how the arms differ."""
        ...


@dataclass(frozen=True)
class ShareGuard:
    """A share of bad ones, shown with what it is `called`, or as the share of good ones; strata are (bad, of)."""

    strata: Sequence[evidence.Shares]
    tolerance: float
    spread: float
    called: str = ""
    is_good: bool = False

    @property
    def samples(self) -> float:
        """Return those of the smaller arm."""
        return min(sum(of[arm] for _, of in self.strata) for arm in (0, 1))

    def worse(self) -> float:
        """Compare the candidate's share with the stable one."""
        return evidence.share_worse(self.strata, self.tolerance, self.spread)

    def better(self) -> float:
        """Compare the stable share with the candidate's."""
        return evidence.share_worse([(bad[::-1], of[::-1]) for bad, of in self.strata], 0.0, self.spread)

    def __str__(self) -> str:
        shares = [sum(bad[arm] for bad, _ in self.strata) / sum(of[arm] for _, of in self.strata) for arm in (0, 1)]
        stable, candidate = [1 - share for share in shares] if self.is_good else shares
        return f"{candidate:.1%}{self.called} against {stable:.1%}"


@dataclass(frozen=True)
class LatencyGuard:
    """The typical latency of good answers."""

    strata: Sequence[evidence.Arms]
    ratio: float
    spread: float

    @property
    def samples(self) -> float:
        """Return those of the smaller arm."""
        return min(sum(arms[arm].answered for arms in self.strata) for arm in (0, 1))

    def worse(self) -> float:
        """Compare the candidate's latency with the stable one."""
        return evidence.latency_worse(self.strata, self.ratio, self.spread)

    def better(self) -> float:
        """Compare the stable latency with the candidate's."""
        return evidence.latency_worse([(candidate, stable) for stable, candidate in self.strata], 1.0, self.spread)

    def __str__(self) -> str:
        totals = [reduce(Counters.plus, [arms[arm] for arms in self.strata]) for arm in (0, 1)]
        seconds = [math.exp(total.mean_log_latency or 0.0) / MICROSECONDS for total in totals]
        return f"{seconds[1]:.3f} s against {seconds[0]:.3f} s (geometric means)"


def guards(window: Window, limits: Limits, *, critical: bool = False) -> dict[str, Guard]:
    """Return each guard that has enough samples, by name."""
    found = [*_live(window, limits, critical=critical), *_business(window, limits, critical=critical)]
    return {name: guard for name, guard, minimum in found if guard.samples >= minimum}


def measured(window: Window, limits: Limits, *, critical: bool = False) -> dict[str, float]:
    """Return the evidence of each guard that the candidate is worse, by name."""
    return {name: guard.worse() for name, guard in guards(window, limits, critical=critical).items()}


def alpha(guard: str, limits: Limits, *, critical: bool = False) -> float:
    """Return the probability with which a guard may be wrong; all outcomes share one, however many are known."""
    if critical:
        return limits.critical_alpha
    return limits.outcome_alpha / len(MEASURES) if guard in MEASURES else limits.alpha


def _live(window: Window, limits: Limits, *, critical: bool) -> Iterator[tuple[str, Guard, int]]:
    increase = limits.critical_error_increase if critical else limits.tolerated_error_increase
    ratio = limits.critical_latency_ratio if critical else limits.tolerated_latency_ratio
    arms = window.strata or ((window.stable, window.candidate),)
    errors = _shares(((old.errors, new.errors), (old.requests, new.requests)) for old, new in arms)
    judged = _shares(
        ((old.feedback_negative, new.feedback_negative), (old.feedback, new.feedback)) for old, new in arms
    )
    answered = [(old, new) for old, new in arms if min(old.answered, new.answered) > 1]
    yield ERRORS, ShareGuard(errors, increase, limits.error_spread), limits.minimum_for_test
    yield LATENCY, LatencyGuard(answered, ratio, limits.latency_spread), limits.minimum_for_test
    feedback = ShareGuard(judged, limits.tolerated_negative_increase, limits.feedback_spread, " negative")
    yield FEEDBACK, feedback, limits.minimum_feedback


def _shares(strata: Iterable[evidence.Shares]) -> list[evidence.Shares]:
    """Only where both arms have something can they be compared."""
    return [(bad, of) for bad, of in strata if min(of) > 0]


def _business(window: Window, limits: Limits, *, critical: bool) -> Iterator[tuple[str, Guard, int]]:
    """Trials that resemble each other count as the fewer independent ones that are as sure."""
    decrease = limits.critical_outcome_decrease if critical else limits.tolerated_outcome_decrease
    for name, (stable, candidate) in window.outcomes.items():
        of = (stable.of / stable.design_effect, candidate.of / candidate.design_effect)
        guard = ShareGuard(
            _shares([((_bad(stable), _bad(candidate)), of)]), decrease, limits.outcome_spread, is_good=True
        )
        yield name, guard, limits.minimum_outcomes


def _bad(share: Share) -> float:
    return (share.of - share.good) / share.design_effect

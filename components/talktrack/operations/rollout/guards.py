"""The guards: what must not get worse, each with its test and the samples that it needs; one may be the goal."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
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
    """A share of bad ones, shown with what it is `called`, or as the share of good ones. Pairs: (stable, candidate)."""

    bad: tuple[float, float]
    of: tuple[float, float]
    tolerance: float
    spread: float
    called: str = ""
    is_good: bool = False

    @property
    def samples(self) -> float:
        """Return those of the smaller arm."""
        return min(self.of)

    def worse(self) -> float:
        """Compare the candidate's share with the stable one."""
        return evidence.share_worse(self.bad, self.of, self.tolerance, self.spread)

    def better(self) -> float:
        """Compare the stable share with the candidate's."""
        return evidence.share_worse(self.bad[::-1], self.of[::-1], 0.0, self.spread)

    def __str__(self) -> str:
        shares = [bad / of for bad, of in zip(self.bad, self.of, strict=True)]
        stable, candidate = [1 - share for share in shares] if self.is_good else shares
        return f"{candidate:.1%}{self.called} against {stable:.1%}"


@dataclass(frozen=True)
class LatencyGuard:
    """The typical latency of good answers."""

    stable: Counters
    candidate: Counters
    ratio: float
    spread: float

    @property
    def samples(self) -> float:
        """Return those of the smaller arm."""
        return min(self.stable.answered, self.candidate.answered)

    def worse(self) -> float:
        """Compare the candidate's latency with the stable one."""
        return evidence.latency_worse(self.stable, self.candidate, self.ratio, self.spread)

    def better(self) -> float:
        """Compare the stable latency with the candidate's."""
        return evidence.latency_worse(self.candidate, self.stable, 1.0, self.spread)

    def __str__(self) -> str:
        seconds = [math.exp(arm.mean_log_latency or 0.0) / MICROSECONDS for arm in (self.stable, self.candidate)]
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
    stable, candidate = window.stable, window.candidate
    increase = limits.critical_error_increase if critical else limits.tolerated_error_increase
    errors = ShareGuard(
        (stable.errors, candidate.errors), (stable.requests, candidate.requests), increase, limits.error_spread
    )
    ratio = limits.critical_latency_ratio if critical else limits.tolerated_latency_ratio
    feedback = ShareGuard(
        (stable.feedback_negative, candidate.feedback_negative),
        (stable.feedback, candidate.feedback),
        limits.tolerated_negative_increase,
        limits.feedback_spread,
        " negative",
    )
    yield ERRORS, errors, limits.minimum_for_test
    yield LATENCY, LatencyGuard(stable, candidate, ratio, limits.latency_spread), limits.minimum_for_test
    yield FEEDBACK, feedback, limits.minimum_feedback


def _business(window: Window, limits: Limits, *, critical: bool) -> Iterator[tuple[str, Guard, int]]:
    """Trials that resemble each other count as the fewer independent ones that are as sure."""
    decrease = limits.critical_outcome_decrease if critical else limits.tolerated_outcome_decrease
    for name, (stable, candidate) in window.outcomes.items():
        of = (stable.of / stable.design_effect, candidate.of / candidate.design_effect)
        guard = ShareGuard((_bad(stable), _bad(candidate)), of, decrease, limits.outcome_spread, is_good=True)
        yield name, guard, limits.minimum_outcomes


def _bad(share: Share) -> float:
    return (share.of - share.good) / share.design_effect

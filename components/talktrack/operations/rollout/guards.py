"""The guards: what must not get worse, each with its test and the samples that it needs."""

from __future__ import annotations

import math
from collections.abc import Callable

from talktrack.operations.rollout import evidence
from talktrack.operations.rollout.limits import Limits
from talktrack.operations.rollout.window import Window

MICROSECONDS = 1e6


def measured(window: Window, limits: Limits, *, critical: bool = False) -> dict[str, float]:
    """Return the log likelihood ratio of each guard that has enough data, by name."""
    stable, candidate = window.stable, window.candidate
    errors = limits.critical_error_increase if critical else limits.tolerated_error_increase
    ratio = limits.critical_latency_ratio if critical else limits.tolerated_latency_ratio
    bad, negative = (stable.errors, candidate.errors), (stable.feedback_negative, candidate.feedback_negative)
    tests: list[tuple[str, float, int, Callable[[], float]]] = [
        (
            "error rate",
            min(stable.requests, candidate.requests),
            limits.minimum_for_test,
            lambda: evidence.share_worse(bad, (stable.requests, candidate.requests), errors, limits.error_spread),
        ),
        (
            "latency",
            min(stable.answered, candidate.answered),
            limits.minimum_for_test,
            lambda: evidence.latency_worse(stable, candidate, ratio, limits.latency_spread),
        ),
        (
            "feedback",
            min(stable.feedback, candidate.feedback),
            limits.minimum_feedback,
            lambda: evidence.share_worse(
                negative,
                (stable.feedback, candidate.feedback),
                limits.tolerated_negative_increase,
                limits.feedback_spread,
            ),
        ),
    ]
    return {name: test() for name, samples, minimum, test in tests if samples >= minimum}


def difference(guard: str, window: Window) -> str:
    """Say in figures how the arms differ in one guard."""
    stable, candidate = window.stable, window.candidate
    if guard == "latency":
        seconds = [math.exp(arm.mean_log_latency or 0.0) / MICROSECONDS for arm in (stable, candidate)]
        return f"{seconds[1]:.3f} s against {seconds[0]:.3f} s (geometric means)"
    if guard == "feedback":
        shares = [arm.feedback_negative / arm.feedback for arm in (stable, candidate)]
        return f"{shares[1]:.1%} negative against {shares[0]:.1%}"
    return f"{candidate.error_rate or 0.0:.1%} against {stable.error_rate or 0.0:.1%}"

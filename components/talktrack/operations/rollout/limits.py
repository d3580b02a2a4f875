"""The thresholds of the policy, as one value that can be given, printed and tested."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Thresholds of the policy. Rates are shares in [0, 1], `*_ratio` multiples of the stable latency.

    `alpha` bounds the probability of a false rollback per guard over the whole rollout, however often it is looked at;
    at evidence of 1 / `suspicion` the weight does not rise until more is known.
    """

    warm_up_requests: int = 20
    minimum_requests: int = 200
    minimum_for_test: int = 30
    minimum_feedback: int = 30
    alpha: float = 0.003
    suspicion: float = 0.4
    tolerated_error_increase: float = 0.005
    error_spread: float = 0.05
    tolerated_latency_ratio: float = 1.05
    latency_spread: float = 0.15
    tolerated_negative_increase: float = 0.02
    feedback_spread: float = 0.15
    split_alpha: float = 0.001
    consecutive_errors: int = 10
    stale_after_s: float = 120.0
    clock_skew_s: float = 10.0
    step_deadline_s: float = 24 * 3600.0
    critical_alpha: float = 1e-4
    critical_error_increase: float = 0.05
    critical_latency_ratio: float = 1.5
    watch_block_requests: int = 2000


STANDARD = Limits()

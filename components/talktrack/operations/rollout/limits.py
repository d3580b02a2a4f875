"""The thresholds of the policy, as one value that can be given, printed and tested."""

from __future__ import annotations

from dataclasses import dataclass

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.outcomes import MEASURES

ERRORS, LATENCY, FEEDBACK = "error rate", "latency", "feedback"
LIVE = (ERRORS, LATENCY, FEEDBACK)


@dataclass(frozen=True)
class Limits:
    """Thresholds of the policy. Rates are shares in [0, 1], `*_ratio` multiples of the stable latency.

    `alpha` bounds the probability of a false rollback by each of the three guards that are measured live, and
    `outcome_alpha` that by all business outcomes together, over the whole rollout, however often it is looked at; at
    evidence of 1 / `suspicion` the weight does not rise until more is known. `goal` names one guard that has to be
    proven better before the last weight is promoted; `goal_alpha` bounds the probability of a false proof.
    `sticky` says that users are kept on one arm, so that shares of requests need not be the weight.

    Raises:
        ConfigurationInvalidError: there is no such guard as the goal.
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
    outcome_alpha: float = 0.001
    minimum_outcomes: int = 30
    tolerated_outcome_decrease: float = 0.02
    outcome_spread: float = 0.10
    outcomes_stale_after_s: float = 3 * 24 * 3600.0
    goal: str = ""
    goal_alpha: float = 0.05
    split_alpha: float = 0.001
    sticky: bool = False
    consecutive_errors: int = 10
    stale_after_s: float = 120.0
    clock_skew_s: float = 10.0
    step_deadline_s: float = 24 * 3600.0
    critical_alpha: float = 1e-4
    critical_error_increase: float = 0.05
    critical_latency_ratio: float = 1.5
    critical_outcome_decrease: float = 0.10
    watch_block_requests: int = 2000

    def __post_init__(self) -> None:
        """Refuse a goal that nothing could ever prove."""
        if self.goal and self.goal not in {*LIVE, *MEASURES}:
            raise ConfigurationInvalidError(
                f"there is no goal {self.goal!r}: use one of {', '.join((*LIVE, *MEASURES))}."
            )


STANDARD = Limits()

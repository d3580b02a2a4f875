"""What the policy is given to judge: totals of both arms and what speaks against believing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from talktrack.core.outcomes import Share
from talktrack.core.traffic import Counters


@dataclass(frozen=True)
class Window:
    """What is known at one tick: totals per arm since warm-up, and what speaks against believing them.

    `problem` is empty when the newest reading is usable. `outcomes` are those of the business, by measure, as far as
    they can be believed. `strata` are the totals by weight, none where there is but one. Pairs are (stable, candidate).
    `cluster_problem` says why a candidate failed, where it is not its release that cannot be loaded.
    """

    now_s: float
    problem: str = ""
    stable: Counters = field(default_factory=Counters)
    candidate: Counters = field(default_factory=Counters)
    warm_requests: float = 0.0
    step_requests: tuple[float, float] = (0.0, 0.0)
    consecutive_errors: tuple[float, float] = (0.0, 0.0)
    strata: tuple[tuple[Counters, Counters], ...] = ()
    outcomes: Mapping[str, tuple[Share, Share]] = field(default_factory=dict)
    candidate_failed: bool = False
    cluster_problem: str = ""
    foreign_revision: str = ""

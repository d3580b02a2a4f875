"""False rollbacks and found regressions over thousands of simulated rollouts, seeded."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec
import numpy as np
import pytest

from talktrack.core.traffic import Counters, Reading, Traffic
from talktrack.operations.rollout.limits import STANDARD, Limits
from talktrack.operations.rollout.measurement import measure
from talktrack.operations.rollout.policy import decide
from talktrack.operations.rollout.state import Release, RolloutState, Tally
from talktrack.operations.rollout.transitions import follow
from talktrack.operations.rollout.window import Window
from talktrack.world.arms import Behaviour

CANDIDATES_PER_LOOK = 20
LADDER = (5, 10, 25, 50, 100)
HEALTHY = Behaviour(error_rate=0.05, latency_ms=200, sigma=0.5)


def canary(weights: tuple[int, ...]) -> RolloutState:
    """Return a rollout whose candidate has just begun to serve."""
    return RolloutState(
        tenant="acme",
        stable=Release(id="r-old", uri="old"),
        candidate=Release(id="r-new", uri="new"),
        phase="canary",
        started_s=0.0,
        step_since_s=0.0,
        weights=weights,
    )


@dataclass(frozen=True)
class Trial:
    """Two arms, a ladder and at most so many candidate requests."""

    stable: Behaviour
    candidate: Behaviour
    most: int
    weights: tuple[int, ...] = LADDER
    limits: Limits = STANDARD


def simulate(trial: Trial, random: np.random.Generator) -> str:
    """Look after every 20 candidate requests; return the phase that was reached."""
    state = canary(trial.weights)
    totals, step = (Counters(), Counters()), (0.0, 0.0)
    while state.phase == "canary" and totals[1].requests < trial.most:
        before = state.step
        share = state.weight / 100
        stable_requests = int(CANDIDATES_PER_LOOK * (1 - share) / share)
        new = (trial.stable.answer(stable_requests, random), trial.candidate.answer(CANDIDATES_PER_LOOK, random))
        totals = (totals[0].plus(new[0]), totals[1].plus(new[1]))
        step = (step[0] + stable_requests, step[1] + CANDIDATES_PER_LOOK)
        window = Window(now_s=0.0, stable=totals[0], candidate=totals[1], warm_requests=20, step_requests=step)
        state = follow(state, decide(state, window, trial.limits), 0.0)
        step = step if state.step == before else (0.0, 0.0)
    return state.phase


def outcomes(trial: Trial, runs: int, seed: int) -> list[str]:
    """Return the phases that many rollouts reach."""
    random = np.random.default_rng(seed)
    return [simulate(trial, random) for _ in range(runs)]


@pytest.mark.slow
def test_healthy_candidates_are_hardly_ever_rolled_back() -> None:
    """Of 2 000 rollouts of an equal release at most 1 % are rolled back and at least 95 % arrive within 5 000."""
    found = outcomes(Trial(HEALTHY, HEALTHY, 5000), 2000, seed=1)

    assert found.count("rolling_back") <= 20
    assert found.count("promoting") >= 1900


@pytest.mark.slow
@pytest.mark.parametrize("error_rate", [0.0, 0.001, 0.01, 0.3])
def test_rare_and_frequent_errors_are_judged_as_soundly(error_rate: float) -> None:
    """The bound holds for other base rates, where the normal approximation is worse."""
    arm = Behaviour(error_rate=error_rate, latency_ms=50, sigma=0.8)
    found = outcomes(Trial(arm, arm, 5000), 500, seed=3)

    assert found.count("rolling_back") <= 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("candidate", "most", "share"),
    [
        (Behaviour(error_rate=0.20, latency_ms=200, sigma=0.5), 300, 0.99),
        (Behaviour(error_rate=0.10, latency_ms=200, sigma=0.5), 1000, 0.90),
        (Behaviour(error_rate=0.05, latency_ms=260, sigma=0.5), 500, 0.95),
        (Behaviour(error_rate=0.05, latency_ms=260, sigma=0.3), 500, 0.95),
    ],
    ids=["errors 5 to 20 %", "errors 5 to 10 %", "latency +30 %, sigma 0.5", "latency +30 %, sigma 0.3"],
)
def test_regressions_are_caught_at_ten_to_ninety(candidate: Behaviour, most: int, share: float) -> None:
    """At 10 % of the traffic nearly every real regression is rolled back within the promised requests."""
    stay = replace(STANDARD, minimum_requests=most)
    stable = replace(HEALTHY, sigma=candidate.sigma)
    found = outcomes(Trial(stable, candidate, most, (10, 100), stay), 500, seed=2)

    assert found.count("rolling_back") >= share * 500


def watch(behaviour: Behaviour, requests: int, random: np.random.Generator) -> bool:
    """Watch a promoted release over so many requests, a look after every 100; say whether it was taken back."""
    past = HEALTHY.answer(5000, random)
    tally = Tally(instances={"new": {"new": Counters()}}, warm_requests=20, stable=past)
    state = msgspec.structs.replace(canary(LADDER), phase="promoted", candidate_revision="new", tally=tally)
    traffic = Traffic(uri="new", percent=None, created="new", ready="new")
    total = Counters()
    for _ in range(requests // 100):
        total = total.plus(behaviour.answer(100, random))
        state, window = measure(state, Reading(0.0, {"new": {"new": total}}), traffic, 0.0, STANDARD)
        if decide(state, window, STANDARD).action == "roll_back":
            return True
    return False


@pytest.mark.slow
def test_a_healthy_promoted_release_stays() -> None:
    """Over 50 blocks of requests none of 200 healthy releases is taken back."""
    random = np.random.default_rng(5)

    assert sum(watch(HEALTHY, 100_000, random) for _ in range(200)) == 0


@pytest.mark.slow
def test_a_promoted_release_that_turns_critical_goes_at_once() -> None:
    """A quarter of all answers failing is seen within 500 requests, whatever came before in other blocks."""
    random = np.random.default_rng(6)

    assert sum(watch(Behaviour(error_rate=0.25), 500, random) for _ in range(200)) >= 198


@pytest.mark.slow
def test_a_doubled_error_rate_never_climbs_the_ladder() -> None:
    """With the standard weights a candidate with 10 instead of 5 % errors is rolled back in 99 of 100 rollouts."""
    found = outcomes(Trial(HEALTHY, Behaviour(error_rate=0.10, latency_ms=200, sigma=0.5), 5000), 500, seed=4)

    assert found.count("rolling_back") >= 495

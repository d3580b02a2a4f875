"""False rollbacks and found regressions over thousands of simulated rollouts, seeded."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec
import numpy as np
import pytest

from talktrack.core.outcomes import MEASURES, Share
from talktrack.core.traffic import Counters, Reading, Traffic
from talktrack.operations.rollout.limits import FEEDBACK, STANDARD, Limits
from talktrack.operations.rollout.measurement import measure
from talktrack.operations.rollout.policy import decide
from talktrack.operations.rollout.state import Release, RolloutState, Tally
from talktrack.operations.rollout.transitions import follow
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
        stable_revision="old",
        candidate_revision="new",
        tally=Tally(instances={"old": {"p": Counters()}, "new": {"p": Counters()}}, warm_requests=20),
    )


@dataclass(frozen=True)
class Trial:
    """Two arms, a ladder and at most so many candidate requests.

    `judged` is how many requests get feedback, `negative` and `outcomes` the shares of both arms, (stable, candidate);
    between two looks one to `news` outcomes of every measure become known of each arm. `shift` is how both arms
    behave after so many requests of the candidate.
    """

    stable: Behaviour
    candidate: Behaviour
    most: int
    weights: tuple[int, ...] = LADDER
    limits: Limits = STANDARD
    judged: float = 0.0
    negative: tuple[float, float] = (0.2, 0.2)
    outcomes: tuple[float, float] = (0.3, 0.3)
    news: int = 0
    shift: tuple[float, Behaviour] | None = None

    def behaviours(self, requests: float) -> tuple[Behaviour, Behaviour]:
        """Return how the arms behave now."""
        shifted = self.shift is not None and requests >= self.shift[0]
        return (self.shift[1], self.shift[1]) if self.shift and shifted else (self.stable, self.candidate)


def with_feedback(counters: Counters, judged: float, negative: float, random: np.random.Generator) -> Counters:
    """Return the counters of an arm some of whose answers were judged."""
    feedback = int(random.binomial(int(counters.answered), judged))
    bad = float(random.binomial(feedback, negative))
    return msgspec.structs.replace(counters, feedback=float(feedback), feedback_negative=bad)


def later(known: tuple[Share, Share], trial: Trial, random: np.random.Generator) -> tuple[Share, Share]:
    """Return the shares of both arms when more outcomes have become known."""
    news = [int(random.integers(1, trial.news + 1)) for _ in known]
    good = [float(random.binomial(more, share)) for more, share in zip(news, trial.outcomes, strict=True)]
    first, second = (
        Share(good=before.good + won, of=before.of + more) for before, won, more in zip(known, good, news, strict=True)
    )
    return first, second


def simulate(trial: Trial, random: np.random.Generator) -> str:
    """Look after every 20 candidate requests; return the phase that was reached."""
    state, totals = canary(trial.weights), (Counters(), Counters())
    outcomes = {name: (Share(good=0, of=0), Share(good=0, of=0)) for name in (MEASURES if trial.news else ())}
    while state.phase == "canary" and totals[1].requests < trial.most:
        share = state.weight / 100
        requests = (int(CANDIDATES_PER_LOOK * (1 - share) / share), CANDIDATES_PER_LOOK)
        behaviours = trial.behaviours(totals[1].requests)
        new = [arm.answer(count, random) for arm, count in zip(behaviours, requests, strict=True)]
        told = [with_feedback(*arm, random) for arm in zip(new, [trial.judged] * 2, trial.negative, strict=True)]
        totals = (totals[0].plus(told[0]), totals[1].plus(told[1]))
        outcomes = {name: later(known, trial, random) for name, known in outcomes.items()}
        traffic = Traffic(uri="new", percent=state.weight, created="new", ready="new", rolled_out="old")
        reading = Reading(0.0, {"old": {"p": totals[0]}, "new": {"p": totals[1]}})
        state, window = measure(state, reading, traffic, 0.0, trial.limits)
        state = follow(state, decide(state, replace(window, outcomes=outcomes), trial.limits), 0.0)
    return state.phase


def phases(trial: Trial, runs: int, seed: int) -> list[str]:
    """Return the phases that many rollouts reach."""
    random = np.random.default_rng(seed)
    return [simulate(trial, random) for _ in range(runs)]


@pytest.mark.slow
def test_healthy_candidates_are_hardly_ever_rolled_back() -> None:
    """Of 2 000 rollouts of an equal release at most 1 % are rolled back and at least 95 % arrive within 5 000."""
    found = phases(Trial(HEALTHY, HEALTHY, 5000), 2000, seed=1)

    assert found.count("rolling_back") <= 20
    assert found.count("promoting") >= 1900


EVERY_GUARD = Trial(HEALTHY, HEALTHY, 5000, judged=0.2, news=6)


@pytest.mark.slow
def test_the_bound_holds_with_every_guard() -> None:
    """Feedback on a fifth of the answers and three business measures: still at most 1 % of 2 000 are rolled back."""
    found = phases(EVERY_GUARD, 2000, seed=11)

    assert found.count("rolling_back") <= 20
    assert found.count("promoting") >= 1900


@pytest.mark.slow
@pytest.mark.parametrize("after", [200, 300, 400, 500, 600, 700])
@pytest.mark.parametrize(
    "shifted",
    [replace(HEALTHY, latency_ms=300), replace(HEALTHY, latency_ms=130), replace(HEALTHY, error_rate=0.15)],
    ids=["slower", "faster", "more errors"],
)
def test_what_changes_for_both_arms_is_nobodys_fault(after: float, shifted: Behaviour) -> None:
    """The evening is slower than the morning: while traffic is split, at most 1 % are rolled back for it."""
    found = phases(replace(Trial(HEALTHY, HEALTHY, 5000), shift=(after, shifted)), 200, seed=16)

    assert found.count("rolling_back") <= 2
    assert found.count("promoting") >= 190


@pytest.mark.slow
@pytest.mark.parametrize(
    "worse", [{"negative": (0.2, 0.4)}, {"outcomes": (0.3, 0.15)}], ids=["negative 20 to 40 %", "wins 30 to 15 %"]
)
def test_harm_in_what_users_and_customers_say_is_caught(worse: dict[str, tuple[float, float]]) -> None:
    """No counter of errors or latency moves, and yet the candidate is rolled back."""
    found = phases(replace(EVERY_GUARD, **worse), 300, seed=12)  # type: ignore[arg-type]

    assert found.count("rolling_back") >= 285


@pytest.mark.slow
def test_a_goal_is_hardly_ever_proven_by_chance() -> None:
    """Of equal candidates at most one in twenty reaches the goal, which is what its limit says."""
    found = phases(replace(EVERY_GUARD, limits=Limits(goal=FEEDBACK)), 500, seed=13)

    assert found.count("promoting") <= 25


@pytest.mark.slow
def test_a_goal_that_is_reached_promotes() -> None:
    """A quarter as many negative judgements are proven within 5 000 requests."""
    trial = replace(EVERY_GUARD, limits=Limits(goal=FEEDBACK), negative=(0.4, 0.1))

    assert phases(trial, 300, seed=14).count("promoting") >= 285


@pytest.mark.slow
@pytest.mark.parametrize("error_rate", [0.0, 0.001, 0.01, 0.3])
def test_rare_and_frequent_errors_are_judged_as_soundly(error_rate: float) -> None:
    """The bound holds for other base rates, where the normal approximation is worse."""
    arm = Behaviour(error_rate=error_rate, latency_ms=50, sigma=0.8)
    found = phases(Trial(arm, arm, 5000), 500, seed=3)

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
    found = phases(Trial(stable, candidate, most, (10, 100), stay), 500, seed=2)

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
    """With the standard weights a candidate with 10 instead of 5 % errors is rolled back in 97 of 100 rollouts."""
    found = phases(Trial(HEALTHY, Behaviour(error_rate=0.10, latency_ms=200, sigma=0.5), 5000), 500, seed=4)

    assert found.count("rolling_back") >= 485

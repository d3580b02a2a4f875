"""Outcomes of the business as guards and as a goal; what cannot be believed neither moves nor stops a rollout."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import msgspec
import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.outcomes import KEPT, PATH, REPLIED, WON, Comparison, Outcomes, Share, encode
from talktrack.operations.rollout import step
from talktrack.operations.rollout.guards import alpha
from talktrack.operations.rollout.limits import FEEDBACK, LIVE, STANDARD, Limits
from talktrack.operations.rollout.outcomes import StoredOutcomes, believed
from talktrack.operations.rollout.policy import Decision, decide
from talktrack.operations.rollout.state import Phase
from talktrack.systems.storage import open_store
from tests.operations.rollout.test_policy import HOUR_S, STATE, arm, looked

DAY_S = 24 * HOUR_S
LAST = 4
Pair = tuple[Share, Share]


def shares(stable: float, candidate: float, of: float = 1000, effect: float = 1.0) -> Pair:
    """Return shares of so many trials each."""
    first, second = (Share(good=round(of * share), of=of, design_effect=effect) for share in (stable, candidate))
    return first, second


def told(as_of_s: float = 0.0, tenant: str = "acme", /, **measures: Pair) -> Outcomes:
    """Return outcomes of the two releases of `STATE`."""
    names = {"won": WON, "replied": REPLIED, "kept": KEPT}
    known = {names.get(name, name): pair for name, pair in measures.items()}
    return Outcomes(
        tenant=tenant, as_of_s=as_of_s, comparisons=(Comparison(baseline="r-old", other="r-new", measures=known),)
    )


def judged(
    outcomes: Outcomes | None, limits: Limits = STANDARD, phase: Phase = "canary", at: int = 0, **changes: Any
) -> Decision:
    """Return the decision about a candidate that is healthy but for what is told."""
    state = msgspec.structs.replace(STATE, phase=phase, step=at)
    window = looked(arm(3800, negative=0.3), arm(1000, negative=0.3), **changes)
    if at == LAST:
        window = dataclasses.replace(window, step_requests=(0, 1000))
    return decide(state, dataclasses.replace(window, outcomes=believed(outcomes, state, window.now_s, limits)), limits)


@pytest.mark.parametrize("measure", ["won", "replied", "kept"])
def test_every_measure_is_a_guard(measure: str) -> None:
    """A share that fell from 40 to 25 of a hundred is proof of harm."""
    decision = judged(told(0.0, "acme", **{measure: shares(0.40, 0.25)}))

    assert (decision.action, "25.0% against 40.0%" in decision.reason) == ("roll_back", True), decision


@pytest.mark.parametrize(
    "outcomes",
    [
        None,
        told(),
        told(won=shares(0.4, 0.4)),
        told(won=shares(0.4, 0.45)),
        told(won=shares(0.4, 0.39)),
        told(won=shares(0.4, 0.0, of=20)),
        told(won=shares(0.4, 0.2, effect=100.0)),
        told(revenue=shares(0.4, 0.0)),
        told(-3 * DAY_S, won=shares(0.9, 0.1)),
        told(3600.0, won=shares(0.9, 0.1)),
        told(math.nan, won=shares(0.9, 0.1)),
        told(0.0, "other", won=shares(0.9, 0.1)),
        told(won=(Share(good=900, of=1000), Share(good=1100, of=1000))),
        told(won=shares(0.9, 0.1), kept=(Share(good=-1, of=1000), Share(good=1, of=1000))),
        told(won=(Share(good=900, of=1000), Share(good=math.nan, of=1000))),
        told(won=(Share(good=900, of=math.inf), Share(good=1, of=1000))),
        told(won=(Share(good=900, of=1000), Share(good=100, of=1000, design_effect=0.5))),
        msgspec.structs.replace(told(won=shares(0.9, 0.1)), comparisons=told(won=shares(0.9, 0.1)).comparisons * 2),
        Outcomes(
            tenant="acme",
            as_of_s=0.0,
            comparisons=(Comparison(baseline="r-new", other="r-old", measures={WON: shares(0.9, 0.1)}),),
        ),
    ],
    ids=[
        *("none", "empty", "alike", "better", "tolerated", "too few", "all of one account", "unknown measure", "old"),
        *("future", "no time", "another tenant", "more than all", "negative", "no number", "infinite", "no effect"),
        *("twice", "the other way"),
    ],
)
def test_what_is_healthy_or_cannot_be_believed_stops_nothing(outcomes: Outcomes | None) -> None:
    """The rollout goes on as if nothing had been told, and does so at the last weight as well."""
    assert [judged(outcomes).action, judged(outcomes, at=LAST).action] == ["advance", "promote"]


def test_a_suspicion_holds() -> None:
    """No weight rises while deals may be lost."""
    decision = judged(told(won=shares(0.40, 0.32)))

    assert (decision.action, "won deals may be worse" in decision.reason) == ("hold", True), decision


@pytest.mark.parametrize(("candidate", "action"), [(0.20, "roll_back"), (0.34, "hold")])
def test_after_promotion_only_critical_harm_acts(candidate: float, action: str) -> None:
    """Deals are closed weeks later, and the same tick still watches them."""
    assert judged(told(won=shares(0.40, candidate)), phase="promoted").action == action


def test_without_live_metrics_outcomes_act_on_nothing() -> None:
    """Bad data is never judged."""
    assert judged(told(won=shares(0.9, 0.1)), problem="no metrics can be read").action == "hold"


@pytest.mark.parametrize(
    ("goal", "outcomes", "hours", "action", "word"),
    [
        (WON, told(won=shares(0.30, 0.40)), 1, "promote", "all weights passed"),
        (WON, told(won=shares(0.30, 0.30)), 1, "hold", "not proven better: 30.0% against 30.0%"),
        (WON, told(won=shares(0.30, 0.31)), 25, "pause", "inconclusive after 24 hours at 100 %"),
        (WON, told(replied=shares(0.30, 0.60)), 1, "hold", "too little is known of the goal, won deals"),
        (WON, told(won=shares(0.30, 0.60, of=10)), 25, "pause", "inconclusive"),
        (WON, None, 25, "pause", "inconclusive"),
        (WON, told(-9 * DAY_S, won=shares(0.30, 0.60)), 1, "hold", "too little is known"),
        (WON, told(won=shares(0.40, 0.20)), 1, "roll_back", "won deals is worse"),
        (FEEDBACK, told(won=shares(0.30, 0.60)), 1, "hold", "the goal, feedback, is not proven better: 30.0% negative"),
        ("latency", None, 25, "pause", "the goal, latency, is not proven better"),
    ],
)
def test_with_a_goal_the_last_weight_needs_proof(
    goal: str, outcomes: Outcomes | None, hours: float, action: str, word: str
) -> None:
    """No harm is not enough; at the deadline a person decides."""
    now_s = hours * HOUR_S
    fresh = outcomes and msgspec.structs.replace(outcomes, as_of_s=outcomes.as_of_s + now_s)
    decision = judged(fresh, Limits(goal=goal), at=LAST, now_s=now_s)

    assert (decision.action, word in decision.reason) == (action, True), decision


def test_a_live_goal_is_proven_by_counters() -> None:
    """A candidate that answers in half the time reaches the goal of latency."""
    window = looked(arm(3800, ms=200), arm(1000, ms=100), step_requests=(0, 1000))
    state = msgspec.structs.replace(STATE, step=LAST)

    assert decide(state, window, Limits(goal="latency")).action == "promote"


def test_below_the_last_weight_the_goal_is_not_asked_for() -> None:
    """It may only be proven with more traffic."""
    assert judged(None, Limits(goal=WON)).action == "advance"


def test_a_goal_that_nothing_measures_is_refused() -> None:
    """A typing error must not end in a pause after a day."""
    with pytest.raises(ConfigurationInvalidError, match="use one of error rate, latency, feedback, won deals"):
        Limits(goal="wins")


def test_all_guards_together_may_be_wrong_once_in_a_hundred() -> None:
    """The sum of their probabilities bounds a false rollback (Boole), whatever is known of the business."""
    assert sum(alpha(name, STANDARD) for name in (*LIVE, WON, REPLIED, KEPT)) <= 0.01 + 1e-12


@pytest.mark.parametrize(
    "document", [None, b"", b"{}", b"[1", b"[" * 100_000, b"\xff", b'{"tenant":"acme","as_of_s":"x"}']
)
def test_a_file_that_cannot_be_read_says_nothing(tmp_path: Path, document: bytes | None) -> None:
    """A damaged or missing file is no reason to fail."""
    store = open_store(str(tmp_path))
    if document is not None:
        store.write(PATH, document)

    assert StoredOutcomes(store).read() is None


@pytest.mark.parametrize(("won", "phase"), [(0.1, "rolled_back"), (0.4, "promoted")])
def test_a_tick_reads_the_file(serving: Any, tmp_path: Path, won: float, phase: str) -> None:
    """Lost deals take a release back that no counter complains about."""
    serving.start(serving.release("r-second", tmp_path / "files"))
    store = open_store(str(tmp_path / "monitoring"))
    pair = Comparison(baseline="r-first", other="r-second", measures={WON: shares(0.4, won)})
    store.write(PATH, encode(Outcomes(tenant="acme", as_of_s=serving.now_s, comparisons=(pair,))))
    for _ in range(80):
        serving.now_s += 10
        state = step.tick(dataclasses.replace(serving.ports(), outcomes=StoredOutcomes(store))).state
        if state is not None and state.phase in {"promoted", "rolled_back", "paused"}:
            break

    assert state is not None
    assert state.phase == phase

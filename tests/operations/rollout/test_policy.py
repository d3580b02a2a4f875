"""The policy as a table: state and window in, decision out."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import msgspec
import pytest

from talktrack.core.traffic import Counters
from talktrack.operations.rollout.policy import decide
from talktrack.operations.rollout.state import Phase, Release, RolloutState
from talktrack.operations.rollout.window import Window

HOUR_S = 3600.0
STATE = RolloutState(
    tenant="acme",
    stable=Release(id="r-old", uri="old"),
    candidate=Release(id="r-new", uri="new"),
    phase="canary",
    started_s=0.0,
    step_since_s=0.0,
    candidate_revision="new-1",
    stable_revision="old-1",
)


def arm(requests: int, errors: float = 0.05, ms: float = 200.0, sigma: float = 0.4, negative: float = 0.0) -> Counters:
    """Return the counters of an arm that behaved exactly so; a fifth of the answers got feedback."""
    bad = round(requests * errors)
    answered, mean = requests - bad, math.log(1000 * ms)
    return Counters(
        requests=requests,
        errors=bad,
        log_latency_sum=answered * mean,
        log_latency_sumsq=answered * (mean * mean + sigma * sigma),
        feedback=requests // 5,
        feedback_negative=round(requests // 5 * negative),
    )


def looked(stable: Counters, candidate: Counters, **changes: object) -> Window:
    """Return a usable window in which these totals were counted at the present weight, split as asked."""
    window = Window(
        now_s=60.0,
        stable=stable,
        candidate=candidate,
        warm_requests=20,
        step_requests=(candidate.requests * 19, candidate.requests),
    )
    return replace(window, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Case:
    """One row of the table."""

    name: str
    window: Window
    action: str
    word: str
    phase: Phase = "canary"
    step: int = 0
    changes: dict[str, object] = field(default_factory=dict)


GOOD = looked(arm(3800), arm(200))
WORSE = looked(arm(3800), arm(200, errors=0.25))
CASES = [
    # progress
    Case("healthy at 5 %", GOOD, "advance", "5 % passed"),
    Case("healthy at 100 %", looked(arm(3800), arm(1000), step_requests=(0, 200)), "promote", "passed", step=4),
    Case("better than stable", looked(arm(3800), arm(200, errors=0.0)), "advance", "passed"),
    Case("faster than stable", looked(arm(3800), arm(200, ms=120)), "advance", "passed"),
    Case("no errors anywhere", looked(arm(3800, errors=0), arm(200, errors=0)), "advance", "passed"),
    Case("all of both fail", looked(arm(3800, errors=1), arm(200, errors=1)), "hold", "too few answers"),
    Case("one error more", looked(arm(3800, errors=0), arm(200, errors=0.005)), "advance", "passed"),
    # too little
    Case("nothing yet", looked(Counters(), Counters(), warm_requests=0), "hold", "warming up"),
    Case("warming", looked(Counters(), Counters(), warm_requests=19), "hold", "19 of 20"),
    Case("just warm", looked(Counters(), Counters()), "hold", "0 of 200"),
    Case("one request short", looked(arm(3800), arm(199)), "hold", "199 of 200"),
    Case("stable too quiet", looked(arm(20), arm(200), step_requests=(3800, 200)), "hold", "too few answers"),
    Case("few but bad", looked(arm(380), arm(29, errors=0.5)), "hold", "29 of 200"),
    # harm
    Case("errors five times", WORSE, "roll_back", "error rate"),
    Case("errors before the minimum", looked(arm(1900), arm(100, errors=0.3)), "roll_back", "error rate"),
    Case("errors slightly up", looked(arm(38000), arm(2000, errors=0.1)), "roll_back", "error rate"),
    Case("latency doubled", looked(arm(3800), arm(200, ms=400)), "roll_back", "latency"),
    Case("latency +30 %", looked(arm(9500), arm(500, ms=260)), "roll_back", "0.260 s against 0.200 s"),
    Case("latency +4 % tolerated", looked(arm(3800), arm(200, ms=208)), "advance", "passed"),
    Case("feedback turned", looked(arm(3800, negative=0.1), arm(400, negative=0.6)), "roll_back", "feedback"),
    Case("feedback alike", looked(arm(3800, negative=0.3), arm(400, negative=0.3)), "advance", "passed"),
    Case("errors at 100 %", looked(arm(3800), arm(400, errors=0.3)), "roll_back", "error rate", step=4),
    Case("ten in a row", looked(Counters(), Counters(), consecutive_errors=(0, 10)), "roll_back", "in a row"),
    Case(
        "ten in a row, cold",
        replace(looked(Counters(), Counters()), warm_requests=0, consecutive_errors=(0, 10)),
        "roll_back",
        "10 requests in a row",
    ),
    Case("nine in a row", looked(arm(3800), arm(150), consecutive_errors=(0, 9)), "hold", "150 of 200"),
    Case("both arms down", looked(arm(3800), arm(200), consecutive_errors=(40, 12)), "hold", "shared"),
    Case("cannot load", looked(Counters(), Counters(), candidate_failed=True), "roll_back", "cannot load"),
    Case(
        "cannot load, no metrics",
        looked(Counters(), Counters(), candidate_failed=True, problem="none"),
        "roll_back",
        "cannot load",
    ),
    # doubt
    Case("suspicious", looked(arm(3800), arm(200, errors=0.11)), "hold", "may be worse"),
    Case("suspicious for a day", looked(arm(3800), arm(200, errors=0.11), now_s=25 * HOUR_S), "pause", "inconclusive"),
    Case("too quiet for a day", looked(arm(380), arm(20), now_s=25 * HOUR_S), "pause", "20 of 200"),
    Case("healthy after a day", looked(arm(3800), arm(200), now_s=25 * HOUR_S), "advance", "passed"),
    # data
    Case("no metrics", replace(GOOD, problem="no metrics can be read"), "hold", "no metrics"),
    Case("bad and no metrics", replace(WORSE, problem="the metrics are 600 s old"), "hold", "600 s old"),
    Case("streak and no metrics", replace(GOOD, problem="NaN", consecutive_errors=(0, 50)), "hold", "NaN"),
    Case("no metrics for a day", replace(GOOD, problem="none", now_s=25 * HOUR_S), "pause", "inconclusive"),
    Case("no metrics at 100 %", replace(GOOD, problem="none"), "hold", "none", step=4),
    # split
    Case("half instead of 5 %", replace(GOOD, step_requests=(200, 200)), "pause", "instead of 5%"),
    Case("nothing arrives", replace(GOOD, step_requests=(4000, 0)), "pause", "0.0%"),
    Case("split nearly right", replace(GOOD, step_requests=(3700, 230)), "advance", "passed"),
    Case("harm wins over split", replace(WORSE, step_requests=(200, 200)), "roll_back", "error rate"),
    # somebody else
    Case("foreign revision", replace(GOOD, foreign_revision="other-9"), "pause", "other-9"),
    Case("foreign, no metrics", replace(GOOD, foreign_revision="other-9", problem="none"), "pause", "other-9"),
    # paused
    Case("paused and healthy", GOOD, "hold", "a person", phase="paused"),
    Case("paused and worse", WORSE, "roll_back", "error rate", phase="paused"),
    Case("paused, no metrics", replace(WORSE, problem="none"), "hold", "none", phase="paused"),
    Case("paused for days", replace(GOOD, now_s=99 * HOUR_S), "hold", "a person", phase="paused"),
    # promoted
    Case("promoted and healthy", GOOD, "hold", "healthy", phase="promoted"),
    Case("promoted, slightly worse", looked(arm(38000), arm(2000, errors=0.08)), "hold", "healthy", phase="promoted"),
    Case("promoted and critical", WORSE, "roll_back", "error rate", phase="promoted"),
    Case("promoted and silent", replace(WORSE, problem="none"), "hold", "none", phase="promoted"),
    Case("promoted and down", replace(GOOD, consecutive_errors=(0, 10)), "roll_back", "in a row", phase="promoted"),
    Case("promoted without a past", looked(Counters(), arm(500, errors=0.5)), "hold", "healthy", phase="promoted"),
    # moving or over
    Case("going back", WORSE, "hold", "rolling back", phase="rolling_back"),
    Case("being promoted", WORSE, "hold", "promoting", phase="promoting"),
    Case("over", WORSE, "hold", "rolled back", phase="rolled_back"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_window_has_its_decision(case: Case) -> None:
    """Action and reason are as written in the table."""
    state = msgspec.structs.replace(STATE, phase=case.phase, step=case.step)
    decision = decide(state, case.window)

    assert (decision.action, case.word in decision.reason) == (case.action, True), decision

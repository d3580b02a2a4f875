"""Scripted metrics over several ticks: what is decided at each, where the rollout ends, and who is routed then."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from talktrack.operations.rollout import step
from talktrack.operations.rollout.limits import STANDARD, Limits
from tests.operations.rollout.scripted_arms import NEW, Look, ScriptedArms

DAY_S = 25 * 3600.0
OK = Look()
QUIET = Look(0)
BAD = Look(errors=(0.05, 0.30))
DOWN = Look(errors=(0.05, 1.0))
SLOW = Look(ms=(200.0, 400.0))
JUDGED = Look(judged=0.3)
DISLIKED = Look(judged=0.3, negative=(0.2, 0.6))
RESTARTED = Look(4000, fault="restarted")
CLIMB = "hold advance*4 promote"  # the first look warms up, every other one is enough for its weight
FAULTS = (
    *("silent", "empty", "stale", "from the future", "timeless", "no candidate", "no stable"),
    *("no number", "infinite", "negative", "more errors than requests", "impossible latencies"),
)


@dataclass(frozen=True)
class Trace:
    """A row: what happens, what is decided at each tick, the phase at the end, and then the candidate's share."""

    name: str
    looks: Sequence[Look]
    decisions: str
    phase: str
    share: int
    limits: Limits = STANDARD


def faulty(fault: str, look: Look = OK, after_s: float = 10.0) -> Look:
    """Return a look whose reading has a fault."""
    return dataclasses.replace(look, fault=fault, after_s=after_s)


def late(look: Look) -> Look:
    """Return a look after more than the deadline of a weight."""
    return dataclasses.replace(look, after_s=DAY_S)


UP = [OK] * 6  # from the start to promotion
SERVING = [*UP, QUIET, QUIET]  # the registry is told, and the watch begins
WATCH = f"{CLIMB} hold*2"
SUSPECT = Look(errors=(0.05, 0.08))
TRACES = [
    # nothing wrong
    Trace("healthy", UP, CLIMB, "promoting", 100),
    Trace("healthy, watched", [*SERVING, OK, OK], f"{WATCH} hold*2", "promoted", 100),
    Trace("few requests", [Look(2000)] * 8, "hold*2 advance*4 promote hold", "promoting", 100),
    Trace("very few requests", [Look(400)] * 12, "hold*10 advance hold", "canary", 10),
    Trace("no errors at all", [Look(errors=(0, 0))] * 6, CLIMB, "promoting", 100),
    Trace("many errors in both", [Look(errors=(0.3, 0.3))] * 6, CLIMB, "promoting", 100),
    Trace("fewer errors", [Look(errors=(0.05, 0.01))] * 6, CLIMB, "promoting", 100),
    Trace("faster", [Look(ms=(200, 100))] * 6, CLIMB, "promoting", 100),
    Trace("slower, tolerated", [Look(ms=(200, 206))] * 6, CLIMB, "promoting", 100),
    Trace("liked as before", [JUDGED] * 6, CLIMB, "promoting", 100),
    Trace("liked better", [Look(judged=0.3, negative=(0.4, 0.1))] * 6, CLIMB, "promoting", 100),
    Trace("two processes", [Look(processes=2)] * 6, CLIMB, "promoting", 100),
    Trace("a process joins", [OK, OK, *[Look(processes=2)] * 4], CLIMB, "promoting", 100),
    Trace("a process leaves", [*[Look(processes=2)] * 3, *[OK] * 3], CLIMB, "promoting", 100),
    Trace("restarted", [OK, OK, RESTARTED, *[OK] * 4], "hold advance hold advance*3 promote", "promoting", 100),
    Trace("restarted, and busier than before", [OK, OK, Look(fault="restarted")], "hold advance pause", "paused", 10),
    Trace("nobody asks", [QUIET] * 3, "hold*3", "canary", 5),
    Trace("nobody asks at 50 %", [*[OK] * 4, QUIET, QUIET], "hold advance*3 hold*2", "canary", 50),
    # the same change in both arms, from some weight on
    *(
        Trace(f"both {name} from look {place}", [*[OK] * place, *[look] * (6 - place)], CLIMB, "promoting", 100)
        for name, look in {"slower": Look(ms=(320, 320)), "failing": Look(errors=(0.25, 0.25))}.items()
        for place in (1, 2, 3, 4)
    ),
    # harm, at every weight
    *(
        Trace(
            f"{name} at {weight} %", [*[OK] * place, look, QUIET, QUIET, QUIET], f"{before}roll_back hold*3", phase, 0
        )
        for name, look in {"errors": BAD, "down": DOWN, "slow": SLOW}.items()
        for place, weight, before, phase in (
            (1, 5, "hold ", "rolling_back"),
            (2, 10, "hold advance ", "rolling_back"),
            (3, 25, "hold advance*2 ", "rolling_back"),
            (4, 50, "hold advance*3 ", "rolling_back"),
            (5, 100, "hold advance*4 ", "rolling_back"),
        )
    ),
    *(
        Trace(f"disliked at {weight} %", [*[JUDGED] * place, DISLIKED], f"{before} roll_back", "rolling_back", 0)
        for place, weight, before in (
            (1, 5, "hold"),
            (2, 10, "hold advance"),
            (3, 25, "hold advance*2"),
            (4, 50, "hold advance*3"),
        )
    ),
    Trace("down while warming up", [DOWN], "roll_back", "rolling_back", 0),
    Trace("bad while warming up, then well", [BAD, *[OK] * 5], CLIMB, "promoting", 100),
    Trace("bad from the start", [BAD, BAD], "hold roll_back", "rolling_back", 0),
    Trace("ten errors and no more", [Look(200, errors=(0.05, 1.0))], "roll_back", "rolling_back", 0),
    Trace("both down", [Look(errors=(1, 1))] * 3, "hold*3", "canary", 5),
    Trace("both down, then well", [OK, Look(errors=(1, 1)), OK], "hold*2 advance", "canary", 10),
    Trace("rolled back and over", [OK, BAD, *[QUIET] * 6], "hold roll_back hold*6", "rolled_back", 0),
    # doubt
    Trace("suspicious", [OK, SUSPECT, SUSPECT], "hold*3", "canary", 5),
    Trace("suspicious, then well", [OK, SUSPECT, OK, OK], "hold*2 advance*2", "canary", 25),
    Trace("suspicious, then bad", [OK, SUSPECT, BAD], "hold*2 roll_back", "rolling_back", 0),
    Trace("suspicious for a day", [OK, SUSPECT, late(QUIET)], "hold*2 pause", "paused", 5),
    Trace("quiet for a day", [OK, late(QUIET)], "hold pause", "paused", 5),
    Trace("quiet for a day at 25 %", [*[OK] * 3, late(QUIET)], "hold advance*2 pause", "paused", 25),
    Trace("slow traffic within a day", [OK, late(OK)], "hold advance", "canary", 10),
    Trace("paused and well", [OK, late(QUIET), OK, OK], "hold pause hold*2", "paused", 5),
    Trace("paused and bad", [OK, late(QUIET), BAD], "hold pause roll_back", "rolling_back", 0),
    Trace("paused and down", [OK, late(QUIET), DOWN], "hold pause roll_back", "rolling_back", 0),
    # the split
    Trace("far too many", [OK, Look(share=50)], "hold pause", "paused", 5),
    Trace("none arrive", [OK, Look(share=0)], "hold pause", "paused", 5),
    Trace("nearly right", [OK, Look(share=5.4)], "hold advance", "canary", 10),
    Trace("too many and bad", [OK, dataclasses.replace(BAD, share=50)], "hold roll_back", "rolling_back", 0),
    # a fault holds, and afterwards all goes on
    *(Trace(f"{fault} once", [OK, faulty(fault), OK, OK], "hold*2 advance*2", "canary", 25) for fault in FAULTS),
    *(Trace(f"{fault} and bad", [OK, faulty(fault, BAD)], "hold*2", "canary", 5) for fault in FAULTS),
    *(
        Trace(f"{fault} for a day", [OK, faulty(fault), faulty(fault, after_s=DAY_S)], "hold*2 pause", "paused", 5)
        for fault in FAULTS
    ),
    Trace(
        "bad behind a fault is seen after it", [OK, faulty("silent", BAD), QUIET], "hold*2 roll_back", "rolling_back", 0
    ),
    # after promotion
    *(
        Trace(f"promoted and {fault}", [*SERVING, faulty(fault, DOWN)], f"{WATCH} hold", "promoted", 100)
        for fault in FAULTS
        if fault != "no stable"
    ),
    Trace("promoted and bad", [*SERVING, BAD], f"{WATCH} roll_back", "rolling_back", 0),
    Trace("promoted and down", [*SERVING, DOWN], f"{WATCH} roll_back", "rolling_back", 0),
    Trace("promoted and slow", [*SERVING, SLOW], f"{WATCH} roll_back", "rolling_back", 0),
    Trace("promoted, a little worse", [*SERVING, SUSPECT, SUSPECT], f"{WATCH} hold*2", "promoted", 100),
    Trace("promoted and quiet", [*SERVING, late(QUIET)], f"{WATCH} hold", "promoted", 100),
    # a goal
    Trace(
        "goal reached", [Look(judged=0.3, negative=(0.4, 0.2))] * 6, CLIMB, "promoting", 100, Limits(goal="feedback")
    ),
    Trace("goal not reached", [JUDGED] * 7, "hold advance*4 hold*2", "canary", 100, Limits(goal="feedback")),
    Trace("goal unknown", [*UP, late(OK)], "hold advance*4 hold pause", "paused", 100, Limits(goal="won deals")),
]


def spelled(decisions: str) -> list[str]:
    """Return the words of a column, with ``hold*3`` as three."""
    words = [word.partition("*") for word in decisions.split()]
    return [word for word, _, times in words for _ in range(int(times or 1))]


@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: trace.name)
def test_each_trace_has_its_course(serving: Any, tmp_path: Path, trace: Trace) -> None:
    """Decisions, phase and traffic are as written in the table."""
    arms = ScriptedArms(serving.shares, serving.clock)
    ports = dataclasses.replace(serving.ports(), metrics=arms)
    step.start(ports, serving.order(serving.release("r-second", tmp_path / "files")))
    for look in (QUIET, QUIET, QUIET):  # announced, deployed, read for the first time
        serving.now_s += 10
        arms.count(look)
        step.tick(ports, trace.limits)
    found = []
    for look in trace.looks:
        serving.now_s += look.after_s
        arms.count(look)
        report = step.tick(ports, trace.limits)
        found.append(report.decision.action)

    assert report.state is not None
    assert (found, report.state.phase) == (spelled(trace.decisions), trace.phase), report.state.decisions
    assert serving.shares().get(NEW, 0) == trace.share

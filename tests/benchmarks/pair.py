"""A pair of `make bench`: our work and a peer's, asserted equal, then timed alternately in one run."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 5

Row = dict[str, object]


@dataclass(frozen=True)
class Pair:
    """One comparison: our function and the peer's do the same work; `check` raises when their outputs differ."""

    step: str
    what: str
    peer: str
    target: float
    ours: Callable[[], object]
    theirs: Callable[[], object]
    check: Callable[[], None]


def measured(pair: Pair) -> Row:
    """Return the median ratio of CPU times with its spread and target, after the outputs were found equal."""
    pair.check()
    ratios = sorted(_seconds(pair.ours) / _seconds(pair.theirs) for _ in range(ROUNDS))
    return {
        "step": pair.step,
        "what": pair.what,
        "peer": pair.peer,
        "value": round(statistics.median(ratios), 3),
        "low": round(ratios[0], 3),
        "high": round(ratios[-1], 3),
        "target": pair.target,
        "command": "make bench",
    }


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()  # what the other left behind is not on this one's account
    began = time.process_time()
    work()
    return time.process_time() - began

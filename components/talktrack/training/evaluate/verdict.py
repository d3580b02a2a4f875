"""Better, worse or inconclusive: a decision about intervals, with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talktrack.core.bootstrap import Interval

BETTER, WORSE, INCONCLUSIVE = "better", "worse", "inconclusive"


@dataclass(frozen=True)
class Verdict:
    """What was decided, and why in sentences."""

    name: str
    reasons: Sequence[str]


def decide(gains: Mapping[str, Interval], primary: frozenset[str], leaks: Sequence[str] = ()) -> Verdict:
    """Judge the candidate's gains over the champion; every gain is better when it is larger.

    Worse: it leaks, or some metric's interval lies below 0. Better: neither is so, and the interval of a primary metric
    lies above 0. An interval over too few conversations proves nothing either way.
    """
    proven = {name: gain for name, gain in gains.items() if gain.proves}
    losses = [f"{name} is worse: {_range(gain)}" for name, gain in sorted(proven.items()) if gain.high < 0]
    wins = [f"{name} is better: {_range(gain)}" for name, gain in sorted(proven.items()) if gain.low > 0]
    if losses or leaks:
        return Verdict(WORSE, [*leaks, *losses])
    if any(gain.low > 0 for name, gain in proven.items() if name in primary):
        return Verdict(BETTER, wins)
    return Verdict(INCONCLUSIVE, [_doubt([gains[name] for name in sorted(primary & gains.keys())]), *wins])


def _doubt(gains: Sequence[Interval]) -> str:
    if not any(gain.proves for gain in gains):
        fewest = min((gain.fewest for gain in gains), default=0)
        return f"fewer than {fewest} golden conversations could be compared" if fewest else "nothing could be compared"
    return "no interval of a primary metric lies above 0"


def _range(gain: Interval) -> str:
    return f"{gain.mean:+.4f}, between {gain.low:+.4f} and {gain.high:+.4f} (all intervals together: 95 %)"

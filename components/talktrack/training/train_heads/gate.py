"""Whether a trained head is kept: only when it hears better than what judges today, beyond chance."""

from __future__ import annotations

from dataclasses import dataclass

from talktrack.core.bootstrap import Interval

KEPT, REFUSED = "kept", "refused"


@dataclass(frozen=True)
class Verdict:
    """What was decided of one head, and why."""

    name: str
    reason: str


def decided(kind: str, gain: Interval, before: str, measure: str) -> Verdict:
    """Keep the head when the whole interval of its gain lies above 0."""
    told = f"{measure} {gain.mean:+.3f}, between {gain.low:+.3f} and {gain.high:+.3f}, on {gain.clusters} accounts"
    if not gain.proves:
        return Verdict(
            REFUSED, f"{kind}: fewer than {gain.fewest} held-out accounts prove nothing: label more accounts"
        )
    if gain.low > 0:
        return Verdict(KEPT, f"{kind}: better than {before} ({told})")
    return Verdict(REFUSED, f"{kind}: not proven better than {before} ({told})")


def too_few(kind: str, rows: int, least: int) -> Verdict:
    """Return the refusal of a head with too few labels to learn from or to be judged on."""
    return Verdict(REFUSED, f"{kind}: {rows} labels to learn from, {least} are needed with two classes at least")


def unproven(kind: str, rows: int) -> Verdict:
    """Take a head over that nobody can judge: it learnt from a starter, and only rules judge today."""
    return Verdict(KEPT, f"{kind}: learnt from {rows} turns as a starter hears them; no held-out labels prove it")

"""Whether a tuned encoder is kept: only when it finds more than chance explains."""

from __future__ import annotations

from dataclasses import dataclass

from talktrack.core.bootstrap import Interval

KEPT, REFUSED = "kept", "refused"


@dataclass(frozen=True)
class Verdict:
    """What was decided, and why in a sentence."""

    name: str
    reason: str


def decided(gain: Interval) -> Verdict:
    """Keep the candidate when the whole interval of its gain lies above 0."""
    told = f"nDCG@10 on held-out questions {gain.mean:+.4f}, between {gain.low:+.4f} and {gain.high:+.4f} (95 %)"
    if not gain.proves:
        return Verdict(REFUSED, f"fewer than {gain.fewest} held-out conversations prove nothing")
    if gain.low > 0:
        return Verdict(KEPT, f"it finds better than the encoder it started from: {told}")
    return Verdict(REFUSED, f"it is not proven to find better than the encoder it started from: {told}")

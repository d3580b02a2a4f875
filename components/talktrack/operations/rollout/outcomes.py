"""Outcomes of the business: read from the tenant's monitoring folder, and believed only where they can be."""

from __future__ import annotations

import math
from collections.abc import Mapping

from talktrack.core.errors import TalktrackError
from talktrack.core.outcomes import MEASURES, PATH, Comparison, Outcomes, Share, decode
from talktrack.core.ports import BlobStore
from talktrack.operations.rollout.limits import Limits
from talktrack.operations.rollout.state import RolloutState

Shares = Mapping[str, tuple[Share, Share]]


class StoredOutcomes:
    """The `OutcomesReader` port over the file that impact writes."""

    def __init__(self, monitoring: BlobStore) -> None:
        """Keep the tenant's monitoring folder."""
        self._monitoring = monitoring

    def read(self) -> Outcomes | None:
        """Return what the file says; None when there is none, or none that can be read."""
        try:
            return decode(self._monitoring.read(PATH))
        except (OSError, TalktrackError):
            return None


def believed(outcomes: Outcomes | None, state: RolloutState, now_s: float, limits: Limits) -> Shares:
    """Return the shares of (stable, candidate) by measure; nothing when they are stale or contradict themselves.

    Without them a rollout goes on: they arrive too late and too seldom to wait for.
    """
    if outcomes is None or outcomes.tenant != state.tenant or not _is_timely(outcomes.as_of_s, now_s, limits):
        return {}
    arms = (state.stable.id, state.candidate.id)
    ours = [found for found in outcomes.comparisons if (found.baseline, found.other) == arms]
    return _known(ours[0]) if len(ours) == 1 else {}


def _is_timely(as_of_s: float, now_s: float, limits: Limits) -> bool:
    return -limits.clock_skew_s <= now_s - as_of_s <= limits.outcomes_stale_after_s


def _known(found: Comparison) -> Shares:
    """One share that cannot be makes the others of its comparison doubtful too."""
    if not all(_is_possible(share) for pair in found.measures.values() for share in pair):
        return {}
    return {name: found.measures[name] for name in MEASURES if name in found.measures}


def _is_possible(share: Share) -> bool:
    numbers = (share.good, share.of, share.design_effect)
    return all(map(math.isfinite, numbers)) and 0 <= share.good <= share.of and share.design_effect >= 1

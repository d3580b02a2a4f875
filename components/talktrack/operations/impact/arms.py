"""When the product was used, who was served by which arm of an experiment, and which arms were there together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from talktrack.core.records import FeedbackEvent

WITH_HELP = "task_assisted_s"
OPINIONS = frozenset({"thumbs", "rating", "correction", "demonstration", "comment", "click", "dwell_s"})
USING = OPINIONS | {"session_start", "session_end", "feature", WITH_HELP}
CLEAR_SHARE = 0.8
SHORTEST = timedelta(days=1)
MOST_PAIRS = 4


@dataclass
class Span:
    """The first and the last of some events, and how many they are."""

    first: datetime
    last: datetime
    events: int = 1


@dataclass(frozen=True)
class Pair:
    """Two arms that were served at the same time, the older one first."""

    baseline: str
    other: str
    since: datetime
    until: datetime


class Arms:
    """What a first look at all events tells; memory grows with users and arms.

    `used` is from when to when the product was used, None when nobody told.
    """

    def __init__(self, events: Iterable[FeedbackEvent] = ()) -> None:
        self._spans: dict[str, Span] = {}
        self._of_user: dict[str, Counter[str]] = defaultdict(Counter)
        self.used: Span | None = None
        for event in events:
            if event.kind in USING:
                self.used = self.used or Span(event.at, event.at)
                self.used.first, self.used.last = min(self.used.first, event.at), max(self.used.last, event.at)
            if event.arm:
                self._see(event, event.arm)

    def of(self, user: str | None) -> str | None:
        """Return the arm that nearly all of a user's events name; None for who saw several."""
        seen = self._of_user.get(user or "")
        if not seen:
            return None
        arm, times = max(seen.items(), key=lambda one: (one[1], one[0]))
        return arm if times >= CLEAR_SHARE * seen.total() else None

    def pairs(self) -> list[Pair]:
        """Return the newest arms, each with the older one that was served beside it for the longest time."""
        order = sorted(self._spans, key=lambda arm: (self._spans[arm].first, arm))
        found = []
        for place, other in enumerate(order):
            beside = [self._pair(older, other) for older in order[:place]]
            longest = max(beside, key=lambda pair: (pair.until - pair.since, pair.baseline), default=None)
            if longest and longest.until - longest.since >= SHORTEST:
                found.append(longest)
        return found[::-1][:MOST_PAIRS]

    def _pair(self, baseline: str, other: str) -> Pair:
        one, two = self._spans[baseline], self._spans[other]
        return Pair(baseline, other, max(one.first, two.first), min(one.last, two.last))

    def _see(self, event: FeedbackEvent, arm: str) -> None:
        span = self._spans.setdefault(arm, Span(event.at, event.at, 0))
        span.first, span.last = min(span.first, event.at), max(span.last, event.at)
        span.events += 1
        if event.user_id:
            self._of_user[event.user_id][arm] += 1

"""One score with a confidence per subject, from every vote on it.

Each event is a vote in [0, 1] with a strength. On one subject, a user's votes are averaged and are together at most as
strong as `USER_STRENGTH`. Over all subjects, a user's strength is scaled down to `Caps.user_share` of the tenant's, so
that nobody trains the model alone. Events without a user are one user. With the sums V of strength times vote and S of
strength, and one neutral vote as prior:

    score = (V + 0.5) / (S + 1)        confidence = (S + 1) / (S + 2)

The confidence says how sure it is on which side of 0.5 the subject stands (Laplace's rule of succession): no feedback
would be score 0.5 with confidence 0.5, three full votes of one mind are score 0.875 with confidence 0.8.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from talktrack.core.records import FeedbackEvent, SubjectScore
from talktrack.training.feedback.events import USAGE

USER_STRENGTH = 1.0
DWELL_FULL_S = 60.0
STRENGTH = {
    "thumbs": 1.0,
    "rating": 1.0,
    "correction": 1.0,
    "demonstration": 1.0,
    "reply": 0.5,
    "outcome": 1.0,
    "click": 0.2,
    "dwell_s": 0.2,
}


@dataclass(frozen=True)
class Caps:
    """A user may carry this share of all strength, but always at least that of `floor` full votes."""

    user_share: float = 0.05
    floor: float = 20.0


@dataclass
class _Votes:
    strength: float = 0.0
    weighted: float = 0.0


def vote(event: FeedbackEvent) -> float | None:
    """Return what an event says about its subject in [0, 1], or None: comments and expert labels are no votes."""
    value = 1.0 if event.value is None else event.value
    votes = {
        "thumbs": (value + 1) / 2,
        "rating": (value - 1) / 4,
        "correction": 0.0,
        "demonstration": 1.0,
        "reply": value,
        "outcome": value,
        "click": value,
        "dwell_s": min(1.0, value / DWELL_FULL_S),
    }
    return votes.get(event.kind)


def user_factors(strengths: Mapping[str, float], caps: Caps) -> dict[str, float]:
    """Return by how much each user's strength is scaled so that none exceeds the cap."""
    limit = max(caps.floor, caps.user_share * sum(strengths.values()))
    return {user: min(1.0, limit / strength) for user, strength in strengths.items() if strength > 0}


class Tally:
    """Votes added up one event at a time; memory grows with (subject, user) pairs, never with texts."""

    def __init__(self) -> None:
        self._votes: dict[str, dict[str, _Votes]] = defaultdict(lambda: defaultdict(_Votes))
        self._events: dict[str, int] = defaultdict(int)

    def add(self, event: FeedbackEvent) -> None:
        """Count one event; using the product says nothing about an answer."""
        if event.kind in USAGE:
            return
        said = vote(event)
        self._events[event.subject] += 1
        if said is not None:
            votes = self._votes[event.subject][event.user_id or ""]
            votes.strength += STRENGTH[event.kind]
            votes.weighted += STRENGTH[event.kind] * said

    def scores(self, tenant: str, caps: Caps) -> Iterable[SubjectScore]:
        """Yield the score of every subject that got a vote, by subject."""
        factors = user_factors(self._by_user(), caps)
        for subject, by_user in sorted(self._votes.items()):
            strength = weighted = 0.0
            for user, votes in sorted(by_user.items()):
                counted = factors[user] * min(USER_STRENGTH, votes.strength)
                strength += counted
                weighted += counted * votes.weighted / votes.strength
            yield SubjectScore(
                id=subject,
                tenant=tenant,
                score=(weighted + 0.5) / (strength + 1),
                confidence=(strength + 1) / (strength + 2),
                events=self._events[subject],
            )

    def _by_user(self) -> dict[str, float]:
        totals: dict[str, float] = defaultdict(float)
        for by_user in self._votes.values():
            for user, votes in by_user.items():
                totals[user] += min(USER_STRENGTH, votes.strength)
        return totals

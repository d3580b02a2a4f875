"""Votes gathered one event at a time: the newest of each kind, by subject and voter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from talktrack.core.records import FeedbackEvent
from talktrack.training.feedback.events import USAGE
from talktrack.training.feedback.likeness import Likeness, content
from talktrack.training.feedback.subjects import Subjects
from talktrack.training.feedback.votes import OPINION, STRENGTH, side, slot, vote

RECORD = "record"
BOTH_SIDES = 3


@dataclass(frozen=True)
class _Vote:
    at: datetime
    event: str
    said: float
    strength: float
    group: int | None

    @property
    def order(self) -> tuple[datetime, str]:
        return self.at, self.event


@dataclass
class _Voice:
    """What one voter says about one subject."""

    votes: dict[str, _Vote] = field(default_factory=dict)
    sides: int = 0


@dataclass(frozen=True)
class Ballot:
    """All that one voter says about one subject: the mean vote and how strong it is, at most 1."""

    subject: str
    voter: str
    said: float
    strength: float


class Tally:
    """Votes added up in any order; memory grows with (subject, voter) pairs, never with texts.

    Votes of nobody are one voter. A fact of the business is a record and no voter's opinion.
    """

    def __init__(self, subjects: Subjects | None = None) -> None:
        self.subjects = subjects or Subjects()
        self.counts: Counter[str] = Counter()
        self.events: Counter[str] = Counter()
        self._voices: dict[str, dict[str, _Voice]] = defaultdict(lambda: defaultdict(_Voice))
        self._likeness = Likeness()
        self._alike: Counter[int] = Counter()

    def add(self, event: FeedbackEvent) -> None:
        """Count one event; using the product says nothing about an answer."""
        if event.kind in USAGE:
            return
        said = vote(event)
        voter = RECORD if self.subjects.is_record(event) else f"user {event.user_id or ''}"
        for subject in self.subjects.reached(event):
            self.events[subject] += 1
            if said is not None:
                self._cast(self._voices[subject][voter], event, said, voter)

    def ballots(self) -> Iterator[Ballot]:
        """Yield what every voter says about every subject, by subject; near-duplicates of a voter count as one."""
        for subject, voices in sorted(self._voices.items()):
            for voter, voice in sorted(voices.items()):
                votes = voice.votes.values()
                strengths = [self._damped(one) for one in votes]
                total = sum(strengths)
                said = sum(one.said * much for one, much in zip(votes, strengths, strict=True)) / total
                yield Ballot(subject, voter, said, min(1.0, total))

    def _cast(self, voice: _Voice, event: FeedbackEvent, said: float, voter: str) -> None:
        """Let the newest vote of a kind stand, whatever the order in which they come."""
        place = slot(event)
        cast = _Vote(event.at, event.id, said, STRENGTH[event.kind], self._group(event, voter))
        before = voice.votes.get(place)
        self.counts["repeated_votes"] += before is not None
        if before is None or before.order < cast.order:
            voice.votes[place] = cast
        if place == OPINION:
            was = voice.sides
            voice.sides |= side(said)
            self.counts["contradictions"] += was != BOTH_SIDES == voice.sides

    def _group(self, event: FeedbackEvent, voter: str) -> int | None:
        text = content(event)
        group = self._likeness.group(f"{slot(event)}\0{voter}", text) if text else None
        if group is not None:
            self._alike[group] += 1
            self.counts["near_duplicates"] += self._alike[group] > 1
        return group

    def _damped(self, cast: _Vote) -> float:
        return cast.strength / (self._alike[cast.group] if cast.group is not None else 1)

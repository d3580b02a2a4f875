"""What happened, sorted into the samples that are compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from talktrack.core.conversation import Conversation
from talktrack.core.records import FeedbackEvent
from talktrack.core.reference import Deal
from talktrack.operations.impact.arms import USING, WITH_HELP
from talktrack.operations.impact.cuts import AFTER, BEFORE, Cut
from talktrack.operations.impact.measures import (
    ACTIVE_USERS,
    CORRECTIONS,
    DEAL_SIZE,
    MEASURES,
    REPLIES,
    SESSIONS,
    TASK_TIME,
    VELOCITY,
    WIN_RATE,
    Measure,
)
from talktrack.operations.impact.samples import Sample

DAY_S = 86_400.0
ALONE = "task_alone_s"
TASKS = frozenset({WITH_HELP, ALONE})
JUDGING = frozenset({"thumbs", "rating", "correction", "comment", "click", "dwell_s", "reply"})
MOST_TASKS = 5
LONGEST_NAME = 60


@dataclass(frozen=True)
class Business:
    """Deals that closed, in the order of their ids, and when each deal's first call was."""

    deals: list[Deal]
    first_calls: Mapping[str, datetime]
    calls: frozenset[str]

    @property
    def currency(self) -> str:
        """Return the currency of most amounts; sums of different currencies mean nothing."""
        seen = Counter(deal.currency or "" for deal in self.deals if deal.is_won and deal.amount is not None)
        return max(seen, key=lambda one: (seen[one], one), default="")


def business(deals: Iterable[Deal], conversations: Iterable[Conversation]) -> Business:
    """Return the closed deals with their first calls; memory grows with deals and ids of calls."""
    closed = sorted((deal for deal in deals if deal.is_closed and deal.closed_at), key=lambda deal: deal.id)
    first: dict[str, datetime] = {}
    calls = set()
    for call in conversations:
        calls.add(call.id)
        if call.deal_id and call.started_at:
            first[call.deal_id] = min(call.started_at, first.get(call.deal_id, call.started_at))
    return Business(closed, first, frozenset(calls))


@dataclass
class _Answer:
    at: datetime
    user: str | None
    arm: str | None
    is_corrected: bool = False
    is_replied: bool | None = None


@dataclass
class Material:
    """Both sides of every measure under one cut; add everything, then ask once."""

    cut: Cut
    business: Business
    samples: dict[Measure, tuple[Sample, Sample]] = field(default_factory=dict)
    _active: set[tuple[str, int, int]] = field(default_factory=set)
    _answers: dict[str, _Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with empty samples, and take the deals in."""
        for measure in MEASURES:
            kept = measure.summary == "median"
            self.samples[measure] = (Sample(kept, self.cut.weeks[0]), Sample(kept, self.cut.weeks[1]))
        for deal in self.business.deals:
            self._take(deal)

    def add(self, event: FeedbackEvent) -> None:
        """Count one event for everything it says something about."""
        side = self.cut.side(event.at, event.user_id, event.arm)
        if side is not None and event.user_id:
            self._use(event, side, event.user_id)
        if event.kind in JUDGING and event.subject not in self.business.calls:
            self._judge(event)

    def finished(self) -> list[tuple[Measure, Sample, Sample]]:
        """Return all samples, with answers that were judged once each."""
        for subject, answer in self._answers.items():
            side = self.cut.side(answer.at, answer.user, answer.arm)
            if side is None:
                continue
            self.samples[CORRECTIONS][side].add(float(answer.is_corrected), answer.user or subject)
            if answer.is_replied is not None:
                self.samples[REPLIES][side].add(float(answer.is_replied), answer.user or subject)
        self._answers.clear()
        currency = {DEAL_SIZE: replace(DEAL_SIZE, unit=self.business.currency)}
        return [(currency.get(measure, measure), *sides) for measure, sides in self.samples.items()]

    def _take(self, deal: Deal) -> None:
        if deal.closed_at is None:
            return
        side = self.cut.side_of_deal(deal.closed_at, deal.owner_id)
        if side is None:
            return
        cluster = self.cut.cluster(deal.account_id or deal.id, deal.owner_id)
        self.samples[WIN_RATE][side].add(float(deal.is_won), cluster)
        first = self.business.first_calls.get(deal.id)
        if deal.is_won and first is not None and first <= deal.closed_at:
            self.samples[VELOCITY][side].add((deal.closed_at - first).total_seconds() / DAY_S, cluster)
        if deal.is_won and deal.amount is not None and (deal.currency or "") == self.business.currency:
            self.samples[DEAL_SIZE][side].add(deal.amount, cluster)

    def _use(self, event: FeedbackEvent, side: int, user: str) -> None:
        if event.kind in TASKS and event.value is not None:
            self.samples[TASK_TIME][side].add(event.value, user)
        week = self.cut.week(event.at)
        if week is None:
            return
        if event.kind == "session_start":
            self.samples[SESSIONS][side].add(1.0, user)
        if event.kind in USING and (user, side, week) not in self._active:
            self._active.add((user, side, week))
            self.samples[ACTIVE_USERS][side].add(1.0, user)

    def _judge(self, event: FeedbackEvent) -> None:
        """An answer belongs to the moment of its first judgement."""
        known = self._answers.get(event.subject)
        if known is None:
            known = self._answers[event.subject] = _Answer(event.at, event.user_id, event.arm)
        known.at = min(known.at, event.at)
        known.user, known.arm = known.user or event.user_id, known.arm or event.arm
        known.is_corrected |= event.kind == "correction"
        if event.kind == "reply":
            known.is_replied = bool(known.is_replied) or event.value is None or event.value > 0


class Tasks:
    """Times of tasks without and with the product's help, by the task's name: different tasks take different times."""

    def __init__(self) -> None:
        self._samples: dict[str, tuple[Sample, Sample]] = defaultdict(lambda: (Sample(), Sample()))

    def add(self, event: FeedbackEvent) -> None:
        """Take the time of one task."""
        if event.kind in TASKS and event.value is not None:
            side = AFTER if event.kind == WITH_HELP else BEFORE
            self._samples[(event.text or "task")[:LONGEST_NAME]][side].add(event.value, event.user_id or event.subject)

    def finished(self) -> list[tuple[Measure, Sample, Sample]]:
        """Return the most frequent tasks that were done both ways."""
        sizes = {name: (alone.size, helped.size) for name, (alone, helped) in self._samples.items()}
        often = sorted((-sum(size), name) for name, size in sizes.items() if all(size))[:MOST_TASKS]
        return [
            (replace(TASK_TIME, name=f"time per task: {name.replace('_', ' ')}"), *self._samples[name])
            for _, name in often
        ]

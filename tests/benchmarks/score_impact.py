"""Scores of impact: how often the 95 % interval of each measure holds the difference that was planted.

Run `python -m tests.benchmarks.score_impact third`. Deals keep accounts, amounts and lengths of a synthetic
organisation; who wins, how much faster deals close and what users do is planted, seed by seed, with accounts and users
that resemble themselves. Every seed goes through the step's own samples and intervals.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import fmean, median

import msgspec

from talktrack.core.records import FeedbackEvent
from talktrack.core.reference import Deal
from talktrack.operations.impact.comparison import BETTER, MISSING, WORSE, Change, Names, compare
from talktrack.operations.impact.cuts import AFTER, BEFORE, Period
from talktrack.operations.impact.material import Business, Material, Tasks
from talktrack.operations.impact.resampling import Draws
from talktrack.world.organisation import Organisation

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 180
PERIOD = Period(SINCE, SINCE + timedelta(days=DAYS), DAYS, SINCE - timedelta(days=DAYS))
DRAWS = Draws(resamples=1000)
DEALS, USERS = 400, 60
WIN_RATE, GAIN, LIKENESS = 0.30, 0.12, 8.0
FASTER, LARGER = 0.8, 1.15
ALONE_S, HELPED_S, SPREAD, TASKS_OF_USER = 600.0, 240.0, 0.4, 6
USES, GROWTH = 0.4, 0.1
ANSWERS_OF_USER, WRONG, LESS_WRONG = 8, 0.3, 0.1
TOLERANCE = 0.03
Row = dict[str, object]


@dataclass(frozen=True)
class Pool:
    """Deals of an organisation as a population: what a sample of them should come to is known."""

    amounts: Sequence[float]
    days: Sequence[float]

    @property
    def truths(self) -> dict[str, float]:
        """Return the planted difference of each measure, by its name."""
        return {
            "win rate": GAIN,
            "days from first call to signature": (FASTER - 1) * median(self.days),
            "average deal size": (LARGER - 1) * fmean(self.amounts),
            "active users a week": USERS * GROWTH,
            "sessions a week": USERS * GROWTH,
            "time per task": 0.0,
            "answers that were corrected": -LESS_WRONG,
            "time per task: mail": HELPED_S - ALONE_S,
        }


def score(book: str, seeds: int = 200) -> list[Row]:
    """Return one row per measure: step, what, value, target, command."""
    pool = _pool(book)
    held: Counter[str] = Counter()
    told: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for seed in range(seeds):
        for change in changes(pool, Random(f"{book} {seed}")):
            name, truth = change.measure.name, pool.truths[change.measure.name]
            told[name] += change.verdict != MISSING
            held[name] += change.verdict != MISSING and change.low <= truth <= change.high
            wrong[name] += _is_wrong(change, truth)
    command = f"python -m tests.benchmarks.score_impact {book} {seeds}"
    return [
        {"step": "impact", "what": what, "value": count / told[name], "target": target, "command": command}
        for name in held
        for what, count, target in (
            (f"{name}: intervals that hold what was planted", held[name], f"0.95 +- {TOLERANCE}"),
            (f"{name}: sure of the wrong thing", wrong[name], "0.05"),
        )
    ]


def changes(pool: Pool, random: Random) -> Iterator[Change]:
    """Yield every change that the step finds in the data of one seed."""
    deals, first = _deals(pool, random)
    material, tasks = Material(PERIOD, Business(deals, first, frozenset())), Tasks()
    for event in _events(random):
        material.add(event)
        tasks.add(event)
    yield from (compare(*one, Names(), DRAWS) for one in material.finished())
    yield from (compare(*one, Names("alone", "with help"), DRAWS) for one in tasks.finished())


def _pool(book: str) -> Pool:
    engagements = [one for one in Organisation(11, "acme", book, 600).engagements() if one.deal.is_closed]
    lengths = [one.deal.closed_at - one.calls[0].started_at for one in engagements if one.deal.closed_at]
    return Pool(
        [one.deal.amount or 0.0 for one in engagements], [length.total_seconds() / 86_400 for length in lengths]
    )


def _deals(pool: Pool, random: Random) -> tuple[list[Deal], dict[str, datetime]]:
    """Return deals of both sides: one to three per account, which wins or loses more often than others do."""
    made: list[Deal] = []
    first: dict[str, datetime] = {}
    while len(made) < DEALS:
        side = len(made) % 2
        rate = WIN_RATE + GAIN * side
        luck = random.betavariate(LIKENESS * rate, LIKENESS * (1 - rate))
        account = f"a{len(made)}"
        for _ in range(random.choice((1, 1, 2, 3))):
            closed = SINCE + timedelta(days=random.uniform(0, DAYS) - DAYS * (side == BEFORE))
            days = random.choice(pool.days) * (FASTER if side == AFTER else 1)
            amount = random.choice(pool.amounts) * (LARGER if side == AFTER else 1)
            deal = Deal(id=f"d{len(made)}", account_id=account, name="", stage="", currency="USD", is_closed=True)
            won = random.random() < luck
            made.append(msgspec.structs.replace(deal, is_won=won, closed_at=closed, amount=amount))
            first[deal.id] = closed - timedelta(days=days)
    return made, first


def _events(random: Random) -> Iterator[FeedbackEvent]:
    """Yield what the same users do on both sides; some work faster than others, and some are harder to please."""
    for user in range(USERS):
        pace = random.uniform(0.6, 1.4)
        strict = random.betavariate(6, 6) * 2
        for side in (BEFORE, AFTER):
            weeks = [week for week in range(DAYS // 7) if random.random() < USES + GROWTH * side]
            begins = [_within(random, week, side) for week in weeks]
            yield from (_event("session_start", user, at, f"s{user}.{at}") for at in begins)
            for number in range(TASKS_OF_USER if begins else 0):
                yield _task(random, user, random.choice(begins), pace, number)
            for number in range(ANSWERS_OF_USER if begins else 0):
                kind = "correction" if random.random() < strict * (WRONG - LESS_WRONG * side) else "thumbs"
                yield _event(kind, user, random.choice(begins), f"r{user}.{side}.{number}", value=1.0, text="So.")


def _within(random: Random, week: int, side: int) -> datetime:
    return SINCE + timedelta(days=7 * (week if side == AFTER else -1 - week) + random.uniform(0, 6.9))


def _task(random: Random, user: int, at: datetime, pace: float, number: int) -> FeedbackEvent:
    is_helped = random.random() < 0.5
    seconds = pace * random.lognormvariate(-SPREAD * SPREAD / 2, SPREAD) * (HELPED_S if is_helped else ALONE_S)
    kind = "task_assisted_s" if is_helped else "task_alone_s"
    return _event(kind, user, at, f"t{user}.{at}.{number}", value=seconds, text="mail")


def _event(kind: str, user: int, at: datetime, subject: str, **fields: object) -> FeedbackEvent:
    told = {"id": subject, "tenant": "acme", "subject": subject, "kind": kind, "at": at, "user_id": f"u{user}"}
    return msgspec.convert(told | fields, FeedbackEvent)


def _is_wrong(change: Change, truth: float) -> bool:
    """Tell whether a change was called sure that was planted the other way, or not at all."""
    return change.verdict in {BETTER, WORSE} and change.difference * truth <= 0


if __name__ == "__main__":
    for entry in score(sys.argv[1] if len(sys.argv) > 1 else "third", *map(int, sys.argv[2:])):
        print(*entry.values(), sep="\t")

"""A tenant whose business changed with its first release, day by day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import msgspec

from talktrack.core.conversation import Conversation
from talktrack.core.ports import Repository
from talktrack.core.records import FeedbackEvent
from talktrack.core.reference import Deal
from talktrack.core.tables import CONVERSATIONS, DEALS, FEEDBACK

TENANT = "acme"
SINCE = datetime(2026, 3, 1, tzinfo=UTC)
NOW = SINCE + timedelta(days=100)
USERS = 12


def fill(repository: Repository) -> None:
    """Publish deals of which more are won and sooner, and use that grows; two arms are served to half of the users."""
    random = Random(5)
    deals = [_deal(random, number) for number in range(300)]
    repository.publish(DEALS, deals)
    repository.publish(CONVERSATIONS, [_first_call(deal) for deal in deals])
    repository.publish(FEEDBACK, _events(random))


def _deal(random: Random, number: int) -> Deal:
    is_after = number % 2
    return Deal(
        id=f"d{number}",
        account_id=f"a{number // 3}",
        name=f"Deal {number}",
        stage="Closed",
        amount=float(random.randrange(10, 100) * 1000),
        currency="EUR" if number % 40 else "USD",
        owner_id=f"u{number % USERS}",
        is_closed=True,
        is_won=random.random() < (0.6 if is_after else 0.3),
        created_at=SINCE - timedelta(days=500),
        closed_at=SINCE + timedelta(days=random.uniform(0, 90) * (1 if is_after else -1)),
    )


def _first_call(deal: Deal) -> Conversation:
    assert deal.closed_at is not None
    days = 20 if deal.closed_at > SINCE else 40
    return Conversation(
        id=f"c-{deal.id}",
        tenant=TENANT,
        event_id=f"e-{deal.id}",
        source="zoom",
        channel="call",
        started_at=deal.closed_at - timedelta(days=days + len(deal.id)),
        deal_id=deal.id,
    )


def _events(random: Random) -> list[FeedbackEvent]:
    made = []
    for user in range(USERS):
        for week in range(-10, 13):
            at = SINCE + timedelta(days=7 * week + 1, minutes=user)
            if random.random() < (0.95 if week >= 0 else 0.4):
                made += _visit(random, user, at, is_after=week >= 0)
    return made


def _visit(random: Random, user: int, at: datetime, *, is_after: bool) -> list[FeedbackEvent]:
    event = FeedbackEvent(id="", tenant=TENANT, subject=f"s{user}{at}", kind="", at=at, user_id=f"u{user}")
    is_helped = random.random() < 0.5
    seconds = random.uniform(0.8, 1.2) * (200 if is_helped else 500)
    answer: dict[str, object] = {"subject": f"r{user}{at}", "arm": f"release-{user % 2}" if is_after else "base"}
    told: list[dict[str, object]] = [
        {"kind": "session_start"},
        {"kind": "task_assisted_s" if is_helped else "task_alone_s", "value": seconds, "text": "follow_up_mail"},
        {"kind": "correction" if random.random() < (0.1 if is_after else 0.5) else "thumbs", "value": 1.0} | answer,
    ]
    return [msgspec.structs.replace(event, id=f"{user}{at}{n}", **fields) for n, fields in enumerate(told)]

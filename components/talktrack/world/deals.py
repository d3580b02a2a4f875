"""One engagement: an account, its people, a deal with its history, and the calls that were held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from talktrack.core.reference import Account, Deal, Meeting, StageChange
from talktrack.world.identifiers import salesforce_id
from talktrack.world.people import Prospect, Seller
from talktrack.world.phrasebooks import PhraseBook

CALL_KINDS = ("discovery", "demo", "negotiation")
_STAGES = ("prospecting", "discovery", "proposal", "negotiation")


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A call before anybody speaks: who, when, on what platform, and what the platform will get wrong."""

    index: int
    kind: str
    source: str
    started_at: datetime
    people: tuple[Prospect, ...]
    second_seller: Seller | None
    skill: int
    turns: int
    pains: tuple[str, ...]
    meeting: Meeting | None
    dial_in: bool
    wrong_label: bool


@dataclass(frozen=True, slots=True)
class Engagement:
    """Everything between the tenant and one account; the unit in which the world is generated."""

    index: int
    industry: str
    account: Account
    prospects: tuple[Prospect, ...]
    seller: Seller
    product: str
    competitor: str
    reference: str
    place: str
    deal: Deal
    changes: tuple[StageChange, ...]
    calls: tuple[PlannedCall, ...]


def history(
    rng: Random, book: PhraseBook, account: Account, calls: list[datetime], *, won: bool | None
) -> tuple[Deal, tuple[StageChange, ...]]:
    """Return a deal whose stages move forward between its calls; `won` None leaves it open."""
    deal_id = salesforce_id("006", account.id)
    amount = float(rng.randrange(12, 300) * 1000)
    moments = list(_moments(rng, calls))
    names = [book.pick(rng, f"stage.{name}") for name in _STAGES[: len(moments)]]
    if won is not None:
        names.append(book.pick(rng, "stage.won" if won else "stage.lost"))
        moments.append(calls[-1] + timedelta(days=rng.randrange(3, 30)))
    changes = tuple(
        StageChange(
            id=salesforce_id("008", deal_id, position), deal_id=deal_id, stage=stage, changed_at=at, amount=amount
        )
        for position, (stage, at) in enumerate(zip(names, moments, strict=True))
    )
    deal = Deal(
        id=deal_id,
        account_id=account.id,
        name=f"{account.name} {book.words('vendor')[0]}",
        stage=names[-1],
        amount=amount,
        currency=book.pick(rng, "voice.currency"),
        is_closed=won is not None,
        is_won=bool(won),
        created_at=moments[0],
        closed_at=moments[-1] if won is not None else moments[-1] + timedelta(days=60),
    )
    return deal, changes


def _moments(rng: Random, calls: list[datetime]) -> Iterator[datetime]:
    """The deal is created before its first call, and moves one stage shortly after each of the first three."""
    yield calls[0] - timedelta(days=rng.randrange(2, 40))
    for call in calls[:3]:
        yield call + timedelta(hours=rng.randrange(2, 40))

"""The calls of one engagement: when, on which platform, with whom, and what the platform will get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from talktrack.core.ids import stable_id
from talktrack.core.reference import Account, Meeting
from talktrack.world.deals import CALL_KINDS, PlannedCall
from talktrack.world.identifiers import number
from talktrack.world.people import Prospect, Seller
from talktrack.world.phrasebooks import PhraseBook

SOURCES = {"gong": 0.45, "zoom": 0.30, "text": 0.25}
NO_CALENDAR = 0.15
DIAL_IN = 0.10
WRONG_LABEL = 0.05
SECOND_SELLER = 0.15
DAYS_BETWEEN_CALLS = 16


@dataclass(frozen=True)
class Schedule:
    """What the calls of an engagement have in common; `everybody` asks the first two prospects to every call."""

    tenant: str
    book: PhraseBook
    seed: int
    account: Account
    prospects: tuple[Prospect, ...]
    seller: Seller
    colleague: Seller
    pains: tuple[str, ...]
    first_day: datetime
    turns: int
    everybody: bool

    def calls(self, rng: Random, first_index: int, count: int) -> Iterator[PlannedCall]:
        """Yield calls about a fortnight apart, in office hours (UTC), numbered from `first_index`."""
        for position in range(count):
            days = DAYS_BETWEEN_CALLS * position + rng.randrange(9)
            at = self.first_day + timedelta(days=days, hours=13, minutes=30 * rng.randrange(16))
            guests = self.prospects[: 2 if self.everybody else rng.choice((1, 1, 2, 2, 3))]
            planned = rng.random() >= NO_CALENDAR
            second = self.colleague if rng.random() < SECOND_SELLER else None
            yield PlannedCall(
                index=first_index + position,
                kind=CALL_KINDS[min(position, len(CALL_KINDS) - 1)],
                source=rng.choices(list(SOURCES), list(SOURCES.values()))[0],
                started_at=at + timedelta(seconds=rng.randrange(240)),
                people=guests,
                second_seller=second,
                skill=_on_the_day(rng, self.seller.skill),
                turns=max(12, round(rng.gauss(self.turns, self.turns / 6))),
                pains=self.pains,
                meeting=self._meeting(rng, guests, second, at, first_index + position) if planned else None,
                dial_in=rng.random() < DIAL_IN,
                wrong_label=rng.random() < WRONG_LABEL,
            )

    def _meeting(
        self, rng: Random, guests: tuple[Prospect, ...], second: Seller | None, at: datetime, index: int
    ) -> Meeting:
        everyone = [self.seller.contact, *(guest.contact for guest in guests), *([second.contact] if second else [])]
        room = 80_000_000_000 + number("room", self.tenant, self.book.name, self.seed, index) % 9_999_999_999
        return Meeting(
            id=stable_id("m", self.tenant, self.book.name, self.seed, index) + f"@{self.tenant}.example",
            title=f"{self.account.name} / {self.book.words('vendor')[0]}: {self.book.pick(rng, 'meeting.title')}",
            starts_at=at,
            ends_at=at + timedelta(minutes=rng.choice((30, 45, 60))),
            join_url=f"https://{self.tenant}.zoom.us/j/{room}",
            organizer=self.seller.contact.email,
            organizer_name=self.seller.contact.name,
            attendees=[person.email for person in everyone if person.email],
            attendee_names=[person.name for person in everyone],
        )


def _on_the_day(rng: Random, skill: int) -> int:
    """Sellers have better and worse days: one level up or down in a quarter of the calls."""
    return min(5, max(1, skill + rng.choice((-1, 0, 0, 0, 0, 0, 0, 1))))

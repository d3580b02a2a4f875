"""The synthetic sales organisation: everything follows from (seed, tenant, book), and nothing is kept in memory.

Engagements are generated one after the other, each from its own random numbers, so that an organisation of a hundred
thousand conversations needs no more memory than one of twenty, and its first part equals the smaller one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import islice
from random import Random

import msgspec

from talktrack.core.ids import checked_tenant, stable_id
from talktrack.core.reference import Account, Contact, Deal, Meeting, StageChange
from talktrack.world import people
from talktrack.world.deals import CALL_KINDS, Engagement, PlannedCall, history
from talktrack.world.people import Prospect, Seller
from talktrack.world.phrasebooks import PhraseBook, load

UNTIL = datetime(2025, 9, 1, tzinfo=UTC)
SOURCES = (("gong", 0.45), ("zoom", 0.30), ("text", 0.25))
NO_CALENDAR = 0.15
SHARED_FIRST_NAME = 0.10
DIAL_IN = 0.10
WRONG_LABEL = 0.05


@dataclass(frozen=True)
class Organisation:
    """A tenant's sales organisation; `turns` is the mean length of a call, `until` the day its history ends."""

    seed: int
    tenant: str
    book: str = "first"
    conversations: int = 60
    turns: int = 60
    until: datetime = UNTIL

    def __post_init__(self) -> None:
        """Refuse a tenant name that is unsafe and a book that does not exist."""
        checked_tenant(self.tenant)
        load(self.book)

    @property
    def phrases(self) -> PhraseBook:
        """Return the phrase book that everybody in this organisation speaks."""
        return load(self.book)

    def random(self, *parts: object) -> Random:
        """Return random numbers that depend only on the organisation and the parts."""
        return Random("|".join(str(part) for part in (self.seed, self.tenant, self.book, *parts)))

    @cached_property
    def sellers(self) -> tuple[Seller, ...]:
        """The tenant's sellers; their number does not depend on the number of conversations."""
        return tuple(people.seller(self.random("seller", i), self.phrases, self.tenant, i) for i in range(10))

    def engagements(self) -> Iterator[Engagement]:
        """Yield engagements until they hold the wanted number of conversations."""
        held = 0
        index = 0
        while held < self.conversations:
            engagement = self._engagement(index, held)
            held += len(engagement.calls)
            index += 1
            yield engagement

    def accounts(self) -> Iterator[Account]:
        """Yield the companies that the tenant sells to."""
        return (engagement.account for engagement in self.engagements())

    def contacts(self) -> Iterator[Contact]:
        """Yield sellers, then the people of every account."""
        yield from (seller.contact for seller in self.sellers)
        for engagement in self.engagements():
            yield from (prospect.contact for prospect in engagement.prospects)

    def deals(self) -> Iterator[Deal]:
        """Yield every deal as it stands at the end."""
        return (engagement.deal for engagement in self.engagements())

    def stage_changes(self) -> Iterator[StageChange]:
        """Yield the history of every deal."""
        return (change for engagement in self.engagements() for change in engagement.changes)

    def meetings(self) -> Iterator[Meeting]:
        """Yield the calendar events; some calls have none."""
        return (call.meeting for engagement in self.engagements() for call in engagement.calls if call.meeting)

    def _engagement(self, index: int, held: int) -> Engagement:
        rng = self.random("engagement", index)
        account, industry = people.account(rng, self.phrases, self.tenant, index)
        shared = rng.random() < SHARED_FIRST_NAME
        prospects = tuple(people.prospects(rng, self.phrases, account, self.sellers, shared_first_name=shared))
        seller, colleague = rng.sample(self.sellers, 2)
        number = min(rng.choice((1, 2, 3, 3, 4, 5)), self.conversations - held)
        calls = self._calls(rng, account, prospects, seller, industry, held, number, shared=shared)
        won = _won(rng, seller.skill)
        deal, changes = history(rng, self.phrases, account, [call.started_at for call in calls], won=won)
        return Engagement(
            index=index,
            industry=industry,
            account=account,
            prospects=prospects,
            seller=seller,
            colleague=colleague,
            product=self.phrases.pick(rng, "product"),
            competitor=self.phrases.pick(rng, "competitor"),
            reference=people.account(rng, self.phrases, self.tenant, index)[0].name,
            deal=msgspec.structs.replace(deal, owner_id=seller.contact.id),
            changes=changes,
            calls=calls,
        )

    def _calls(  # noqa: PLR0913 - one engagement's facts, used once
        self,
        rng: Random,
        account: Account,
        prospects: tuple[Prospect, ...],
        seller: Seller,
        industry: str,
        held: int,
        number: int,
        *,
        shared: bool,
    ) -> tuple[PlannedCall, ...]:
        start = self.until - timedelta(days=rng.randrange(90, 420), hours=rng.randrange(7), minutes=rng.choice((0, 30)))
        pains = rng.sample(self.phrases.pains(industry), 2)
        calls = []
        for position in range(number):
            at = start.replace(hour=13) + timedelta(
                days=16 * position + rng.randrange(9), minutes=30 * rng.randrange(16)
            )
            call_index = held + position
            guests = prospects[:2] if shared else prospects[: rng.choice((1, 1, 2, 2, 3))]
            meeting = None
            if rng.random() >= NO_CALENDAR:
                meeting = self._meeting(rng, account, guests, seller, at, call_index)
            calls.append(
                PlannedCall(
                    index=call_index,
                    kind=CALL_KINDS[min(position, 2)],
                    source=_source(rng),
                    started_at=at + timedelta(seconds=rng.randrange(0, 240)),
                    people=guests,
                    skill=_day_form(rng, seller.skill),
                    turns=max(12, round(rng.gauss(self.turns, self.turns / 6))),
                    pains=tuple(pains),
                    meeting=meeting,
                    dial_in=rng.random() < DIAL_IN,
                    wrong_label=rng.random() < WRONG_LABEL,
                )
            )
        return tuple(calls)

    def _meeting(  # noqa: PLR0913 - a calendar event's parts
        self, rng: Random, account: Account, guests: tuple[Prospect, ...], seller: Seller, at: datetime, index: int
    ) -> Meeting:
        everyone = [seller.contact, *(guest.contact for guest in guests)]
        number = 80_000_000_000 + self.random("meeting", index).randrange(9_999_999_999)
        return Meeting(
            id=stable_id("m", self.tenant, self.book, self.seed, index) + f"@{self.tenant}.example",
            title=f"{account.name} / {self.phrases.words('vendor')[0]}: {self.phrases.pick(rng, 'meeting.title')}",
            starts_at=at,
            ends_at=at + timedelta(minutes=rng.choice((30, 45, 60))),
            join_url=f"https://{self.tenant}.zoom.us/j/{number}",
            organizer=seller.contact.email,
            attendees=[person.email for person in everyone if person.email],
            attendee_names=[person.name for person in everyone],
        )


def first(organisation: Organisation, count: int) -> list[Engagement]:
    """Return the first few engagements, for tests and demonstrations."""
    return list(islice(organisation.engagements(), count))


def _source(rng: Random) -> str:
    point = rng.random()
    for name, share in SOURCES:
        if point < share:
            return name
        point -= share
    return SOURCES[-1][0]


def _day_form(rng: Random, skill: int) -> int:
    """Sellers have better and worse days: one level up or down in a quarter of the calls."""
    return min(5, max(1, skill + rng.choice((-1, 0, 0, 0, 0, 0, 0, 1))))


def _won(rng: Random, skill: int) -> bool | None:
    """A quarter of the deals is open; of the rest, better sellers win more."""
    if rng.random() < 0.25:
        return None
    return rng.random() < 0.05 + 0.16 * skill

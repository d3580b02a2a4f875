"""The synthetic sales organisation: everything follows from (seed, tenant, book), and nothing is kept in memory.

Engagements are generated one after the other, each from its own random numbers, so that an organisation of a hundred
thousand conversations needs no more memory than one of twenty, and its first part equals the smaller one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random

import msgspec

from talktrack.core.ids import checked_tenant
from talktrack.core.reference import Account, Contact, Deal, Meeting, StageChange
from talktrack.world import people
from talktrack.world.deals import Engagement, history
from talktrack.world.people import Seller
from talktrack.world.phrasebooks import PhraseBook, load
from talktrack.world.schedule import Schedule

UNTIL = datetime(2025, 9, 1, tzinfo=UTC)
SHARED_FIRST_NAME = 0.10
SELLERS = 10


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
        return tuple(people.sellers(self.random("sellers"), self.phrases, self.tenant, SELLERS))

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
        schedule = Schedule(
            tenant=self.tenant,
            book=self.phrases,
            seed=self.seed,
            account=account,
            prospects=prospects,
            seller=seller,
            colleague=colleague,
            pains=tuple(rng.sample(self.phrases.pains(industry), 2)),
            first_day=self.until - timedelta(days=rng.randrange(90, 420)),
            turns=self.turns,
            everybody=shared,
        )
        number = min(rng.choice((1, 2, 3, 3, 4, 5)), self.conversations - held)
        calls = tuple(schedule.calls(rng, held, number))
        started = [call.started_at for call in calls]
        deal, changes = history(rng, self.phrases, account, started, won=_won(rng, seller.skill))
        return Engagement(
            index=index,
            industry=industry,
            account=account,
            prospects=prospects,
            seller=seller,
            product=self.phrases.pick(rng, "product"),
            competitor=self.phrases.pick(rng, "competitor"),
            reference=people.company_name(rng, self.phrases, industry),
            place=self.phrases.pick(rng, "city"),
            deal=msgspec.structs.replace(deal, owner_id=seller.contact.id),
            changes=changes,
            calls=calls,
        )


def _won(rng: Random, skill: int) -> bool | None:
    """A quarter of the deals is open; of the rest, better sellers win more."""
    if rng.random() < 0.25:
        return None
    return rng.random() < 0.05 + 0.16 * skill

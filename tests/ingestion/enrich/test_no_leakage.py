"""Nothing that became known after a conversation changes what it learns about its deal."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from talktrack.core.conversation import Conversation, Participant
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Account, Contact, Deal, StageChange
from talktrack.ingestion.enrich.enrichment import Enriched, Enrichment
from tests.samples import STARTED_AT, call

STAGES = ("Discovery", "Proposal", "Closed Won", "Closed Lost", "Negotiation", "closedwon")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=STARTED_AT.tzinfo))  # noqa: DTZ001
DEALS = ("d1", "d2", "d3")
ACCOUNT = Account(id="a1", name="Northwind Freight", industry="logistics", domain="northwind.example")
DANA = Contact(id="k1", name="Dana Reed", email="dana@northwind.example", account_id="a1")


@st.composite
def past(draw: st.DrawFn) -> list[StageChange]:
    """Return a history that ends before the conversation."""
    return [
        StageChange(
            id=f"past{n}",
            deal_id=draw(st.sampled_from(DEALS)),
            stage=draw(st.sampled_from(STAGES)),
            changed_at=STARTED_AT - timedelta(days=draw(st.integers(0, 400)), seconds=n),
            amount=draw(st.none() | st.integers(1, 99).map(float)),
        )
        for n in range(draw(st.integers(0, 5)))
    ]


@st.composite
def future(draw: st.DrawFn) -> list[StageChange]:
    """Return changes that come after the conversation."""
    return [
        StageChange(
            id=f"future{n}",
            deal_id=draw(st.sampled_from(DEALS)),
            stage=draw(st.sampled_from(STAGES)),
            changed_at=STARTED_AT + timedelta(seconds=draw(st.integers(1, 10**7))),
            amount=draw(st.none() | st.integers(100, 999).map(float)),
        )
        for n in range(draw(st.integers(0, 5)))
    ]


@st.composite
def exported(draw: st.DrawFn) -> list[Deal]:
    """Return the deals as some later export shows them: everything in them but their links and birth may be new."""
    return [
        Deal(
            id=identity,
            account_id="a1",
            name=draw(st.sampled_from(("One", "Two"))),
            stage=draw(st.sampled_from(STAGES)),
            amount=draw(st.none() | st.integers(1, 10**6).map(float)),
            currency="EUR",
            is_closed=draw(st.booleans()),
            is_won=draw(st.booleans()),
            created_at=STARTED_AT - timedelta(days=50 + place) if place else None,
            closed_at=draw(st.none() | MOMENTS),
            competitors=draw(st.lists(st.sampled_from(("Quantora", "Relay Nine")))),
        )
        for place, identity in enumerate(DEALS)
    ]


def conversation(deal_id: str | None) -> Conversation:
    """Return a call with Dana that its source links to a deal, or to none."""
    people = [Participant(id="s2", label="Dana", crm_contact_id="k1", email="dana@northwind.example")]
    return msgspec.structs.replace(call(), participants=people, deal=None, deal_id=deal_id)


def enriched(deals: list[Deal], history: list[StageChange], deal_id: str | None) -> Enriched:
    """Enrich the call with what is known."""
    return Enrichment(Knowledge([ACCOUNT], [DANA], deals, history)).enriched(conversation(deal_id))


@settings(max_examples=150, deadline=None)
@given(past(), future(), exported(), exported(), st.none() | st.sampled_from(DEALS))
def test_what_comes_later_changes_nothing(
    history: list[StageChange],
    later: list[StageChange],
    then: list[Deal],
    today: list[Deal],
    deal_id: str | None,
) -> None:
    """Later stages and any later export give the same meeting, account, deal, context and judgement."""
    assert enriched(then, history, deal_id) == enriched(today, [*later, *history], deal_id)


@settings(max_examples=50, deadline=None)
@given(future(), exported())
def test_a_deal_that_began_later_is_not_linked(later: list[StageChange], today: list[Deal]) -> None:
    """A deal of which nothing had happened by then does not exist yet."""
    unborn = [msgspec.structs.replace(deal, created_at=STARTED_AT + timedelta(days=1)) for deal in today]

    assert enriched(unborn, later, None).conversation.deal_id is None

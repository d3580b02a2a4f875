"""A conversation learns its meeting, account and deal as they stood at its time."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from talktrack.core.conversation import Conversation, Participant
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Account, Contact, Deal, Meeting, StageChange
from talktrack.ingestion.enrich.enrichment import Enrichment
from tests.samples import STARTED_AT, call, turn

DAY = timedelta(days=1)
KNOWLEDGE = Knowledge(
    accounts=[Account(id="a1", name="Northwind Freight", industry="logistics", domain="northwind.example")],
    contacts=[Contact(id="k1", name="Dana Reed", email="dana@northwind.example", account_id="a1")],
    deals=[
        Deal(
            id="d1",
            account_id="a1",
            name="Northwind",
            stage="Closed Won",
            amount=99.0,
            currency="USD",
            is_closed=True,
            is_won=True,
            created_at=STARTED_AT - 30 * DAY,
            closed_at=STARTED_AT + 30 * DAY,
            competitors=["Quantora", "Relay Nine"],
        ),
        Deal(id="d0", account_id="a1", name="Old", stage="Closed Lost", closed_at=STARTED_AT - 90 * DAY),
        Deal(id="d2", account_id="a1", name="Later", stage="Discovery"),
    ],
    stages=[
        StageChange(id="h0", deal_id="d0", stage="Closed Lost", changed_at=STARTED_AT - 90 * DAY),
        StageChange(id="h1", deal_id="d1", stage="Discovery", changed_at=STARTED_AT - 20 * DAY, amount=50.0),
        StageChange(id="h2", deal_id="d1", stage="Closed Won", changed_at=STARTED_AT + 30 * DAY, amount=99.0),
        StageChange(id="h3", deal_id="d2", stage="Discovery", changed_at=STARTED_AT + DAY),
    ],
    meetings=[Meeting(id="m1", title="Review", starts_at=STARTED_AT + DAY / 200, attendees=["dana@northwind.example"])],
)


def bare(**changes: object) -> Conversation:
    """Return a call with Dana, linked to nothing."""
    people = [Participant(id="s2", label="Dana", email="dana@northwind.example")]
    return msgspec.structs.replace(call(), **{"participants": people, "deal": None, **changes})


def test_the_deal_is_seen_as_of_the_start() -> None:
    """Stage, amount and age are those of the moment; the deal that had closed and the one to come are not taken."""
    rich = Enrichment(KNOWLEDGE).enrich(bare())

    assert (rich.account_id, rich.deal_id, rich.meeting_id, rich.title) == ("a1", "d1", "m1", "Review")
    assert rich.deal is not None
    assert (rich.deal.stage, rich.deal.amount, rich.deal.age_days) == ("Discovery", 50.0, 30)
    assert rich.deal.industry == "logistics"


def test_nothing_is_said_of_the_deal_without_a_start() -> None:
    """A conversation of unknown time gets its account and no deal."""
    rich = Enrichment(KNOWLEDGE).enrich(bare(started_at=None))

    assert (rich.account_id, rich.deal_id, rich.deal) == ("a1", None, None)


def test_competitors_are_those_that_are_mentioned() -> None:
    """The deal's own list is today's knowledge; only what is said counts."""
    rich = Enrichment(KNOWLEDGE).enrich(bare(turns=[turn("s2", "We also look at relay nine, and quantora is a word.")]))

    assert rich.deal is not None
    assert rich.deal.competitors == ["Relay Nine"]


def test_before_the_first_stage_the_stage_is_unknown() -> None:
    """An account without a deal at that time still tells its industry."""
    rich = Enrichment(KNOWLEDGE).enrich(bare(started_at=STARTED_AT - 200 * DAY))

    assert rich.deal_id is None
    assert rich.deal is not None
    assert (rich.deal.stage, rich.deal.amount) == ("unknown", None)


def test_the_deal_under_which_the_meeting_was_logged_comes_first() -> None:
    """Somebody in sales knew best."""
    known = Knowledge(
        KNOWLEDGE.accounts.values(),
        KNOWLEDGE.contacts.values(),
        KNOWLEDGE.deals.values(),
        KNOWLEDGE.stages,
        [Meeting(id="m1", starts_at=STARTED_AT, attendees=["dana@northwind.example"], deal_id="d0")],
    )

    assert Enrichment(known).enrich(bare()).deal_id == "d0"


def test_a_deal_whose_contact_took_part_comes_before_one_that_moved_later() -> None:
    """Contact roles tell two open deals of an account apart."""
    deals = [
        Deal(id="d1", account_id="a1", name="One", stage="Demo", contact_ids=["k1"]),
        Deal(id="d2", account_id="a1", name="Two", stage="Demo"),
    ]
    stages = [
        StageChange(id=f"h{n}", deal_id=f"d{n}", stage="Demo", changed_at=STARTED_AT - 5 * DAY + n * DAY)
        for n in (1, 2)
    ]
    known = Knowledge(KNOWLEDGE.accounts.values(), KNOWLEDGE.contacts.values(), deals, stages)
    people = [Participant(id="s2", label="Dana", crm_contact_id="k1")]

    assert Enrichment(known).enrich(bare(participants=people)).deal_id == "d1"


def test_a_call_is_linked_to_its_own_occurrence_of_a_series() -> None:
    """The weeks of a series share UID, link and people."""
    weeks = [
        Meeting(
            id=f"w/{week}", series_id="w", starts_at=STARTED_AT + 7 * week * DAY, attendees=["dana@northwind.example"]
        )
        for week in (-1, 0, 1)
    ]

    assert Enrichment(Knowledge(meetings=weeks)).enrich(bare(event_id="w")).meeting_id == "w/0"

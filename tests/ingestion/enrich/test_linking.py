"""Accounts, deals, meetings and competitors in a CRM as it really is."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from talktrack.core.conversation import Conversation, DealContext, Participant
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Account, Contact, Deal, Meeting, StageChange
from talktrack.ingestion.enrich.enrichment import Enrichment
from tests.samples import STARTED_AT, call, turn

DAY = timedelta(days=1)
ACCOUNTS = [
    Account(id="a1", name="Northwind", domain="northwind.example"),
    Account(id="a2", name="Northwind Freight", domain="freight.example"),
    Account(id="a3", name="Gmail", domain="gmail.com"),
    Account(id="a4", name="Seller Inc", domain="seller.example"),
]
TOM = Contact(id="k2", name="Tom Okafor", email="tom@seller.example", affiliation="internal")


def with_mails(*mails: str, **changes: object) -> Conversation:
    """Return a call of people with these addresses, linked to nothing."""
    people = [Participant(id=f"s{n}", label=mail, email=mail) for n, mail in enumerate(mails)]
    return msgspec.structs.replace(call(), **{"participants": people, "deal": None, **changes})


def enrich(conversation: Conversation, known: Knowledge | None = None) -> Conversation:
    """Enrich with the accounts above, or with other knowledge."""
    return Enrichment(known or Knowledge(ACCOUNTS, [TOM])).enrich(conversation)


@pytest.mark.parametrize(
    ("mails", "expected"),
    [
        (("dana@eu.northwind.example",), "a1"),
        (("dana@gmail.com",), None),
        (("tom@seller.example", "ann@seller.example", "dana@northwind.example"), "a1"),
        (("dana@notnorthwind.example",), None),
    ],
)
def test_the_account_of_a_mail_address(mails: tuple[str, ...], expected: str | None) -> None:
    """Subdomains belong to their company, a mail provider to nobody, and our own people say nothing."""
    assert enrich(with_mails(*mails)).account_id == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Northwind Freight / review", "a2"), ("Northwind: demo", "a1"), ("Northwinds of change", None), ("intro", None)],
)
def test_the_account_in_a_title(title: str, expected: str | None) -> None:
    """Whole words count, and the longer of two names."""
    assert enrich(with_mails(title=title)).account_id == expected


def test_a_crm_without_history_still_has_deals() -> None:
    """A deal that existed by then is linked; its stage is not known."""
    deal = Deal(id="d1", account_id="a1", name="One", stage="Closed Won", created_at=STARTED_AT - 10 * DAY)
    rich = enrich(with_mails("dana@northwind.example"), Knowledge(ACCOUNTS, [TOM], [deal]))

    assert rich.deal_id == "d1"
    assert rich.deal == DealContext(stage="unknown", age_days=10)


def test_an_overdue_deal_is_not_over() -> None:
    """An expected close date that has passed closes nothing; a stage does."""
    deals = [
        Deal(id="d1", account_id="a1", name="Open", stage="Proposal", closed_at=STARTED_AT - DAY),
        Deal(id="d2", account_id="a1", name="Lost", stage="Closed Lost"),
    ]
    stages = [
        StageChange(id="h1", deal_id="d1", stage="Proposal", changed_at=STARTED_AT - 9 * DAY),
        StageChange(id="h2", deal_id="d2", stage="Closed Lost", changed_at=STARTED_AT - 2 * DAY),
    ]

    assert enrich(with_mails("dana@northwind.example"), Knowledge(ACCOUNTS, [], deals, stages)).deal_id == "d1"


def test_what_the_source_recorded_stays_where_the_history_is_silent() -> None:
    """The stage at the time of the call is not overwritten by "unknown"."""
    told = DealContext(stage="Proposal", amount=70.0, currency="USD")
    rich = enrich(with_mails("dana@northwind.example", deal=told))

    assert rich.deal is not None
    assert (rich.deal.stage, rich.deal.amount, rich.deal.currency) == ("Proposal", 70.0, "USD")


def test_a_thread_is_linked_to_the_meeting_it_is_about() -> None:
    """By its subject and its people, and not because it began at the same time."""
    people = ["dana@northwind.example", "tom@seller.example"]
    meetings = [
        Meeting(id="m1", title="Northwind rollout review", starts_at=STARTED_AT + 3 * DAY, attendees=people),
        Meeting(id="m2", title="Something else", starts_at=STARTED_AT, attendees=people),
    ]
    known = Knowledge(ACCOUNTS, [TOM], meetings=meetings)
    about = with_mails(*people, channel="email", title="Re: AW: Northwind rollout review")
    other = with_mails(*people, channel="email", title="Lunch")

    assert enrich(about, known).meeting_id == "m1"
    assert enrich(other, known).meeting_id is None


def test_two_meetings_that_fit_equally_well_are_none() -> None:
    """A guess would be wrong half of the time."""
    meetings = [Meeting(id=f"m{n}", starts_at=STARTED_AT, attendees=["dana@northwind.example"]) for n in (1, 2)]

    assert enrich(with_mails("dana@northwind.example"), Knowledge(ACCOUNTS, meetings=meetings)).meeting_id is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("We also look at Drift.", ["Drift"]),
        ("Drift away, and no decision yet.", []),
        ("We drift. None of us, in house, knows.", []),
        ("Is relay nine's price lower?", ["Relay Nine"]),
    ],
)
def test_competitors_are_said_as_names(said: str, expected: list[str]) -> None:
    """Words of the language need a capital within a sentence; what a pick list offers for "none" is no competitor."""
    names = ["Drift", "None", "No Decision", "In House", "Relay Nine"]
    known = Knowledge(ACCOUNTS, deals=[Deal(id="d9", account_id="a2", name="x", stage="y", competitors=names)])
    rich = enrich(with_mails("dana@northwind.example", turns=[turn("s0", said)]), known)

    assert rich.deal is not None
    assert rich.deal.competitors == expected

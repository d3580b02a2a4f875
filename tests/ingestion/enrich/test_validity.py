"""Links that contradict each other are named."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from talktrack.core.conversation import Conversation, DealContext, Participant
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Account, Contact, Deal, Meeting, StageChange
from talktrack.ingestion.enrich.enrichment import Enrichment
from talktrack.ingestion.enrich.validity import Validity
from tests.samples import STARTED_AT, call

DAY = timedelta(days=1)
KNOWLEDGE = Knowledge(
    [Account(id=f"a{n}", name=f"Account {n}", domain=f"a{n}.example") for n in (1, 2)],
    [
        Contact(id="k1", name="Dana Reed", email="dana@a1.example", account_id="a1"),
        Contact(id="k2", name="Raj Patel", email="raj@a2.example", account_id="a2"),
    ],
    [
        Deal(id="d1", account_id="a1", name="One", stage="Proposal", created_at=STARTED_AT - 30 * DAY),
        Deal(id="d2", account_id="a2", name="Two", stage="Proposal", created_at=STARTED_AT + DAY),
        Deal(id="d3", account_id="a1", name="Old", stage="Closed Lost", created_at=STARTED_AT - 90 * DAY),
    ],
    [
        StageChange(id="h1", deal_id="d1", stage="Proposal", changed_at=STARTED_AT - 20 * DAY),
        StageChange(id="h3", deal_id="d3", stage="Closed Lost", changed_at=STARTED_AT - 60 * DAY),
    ],
    [Meeting(id="m9", starts_at=STARTED_AT - 7 * DAY, attendees=["dana@a1.example"])],
)


def judged(*contacts: str, **changes: object) -> Validity:
    """Judge a call in which some contacts speak."""
    people = [Participant(id=f"s{n}", label=f"Speaker {n}", crm_contact_id=c) for n, c in enumerate(contacts)]
    conversation: Conversation = msgspec.structs.replace(call(), **{"participants": people, "deal": None, **changes})
    return Enrichment(KNOWLEDGE).enriched(conversation).validity


def test_links_that_agree_are_valid() -> None:
    """Account, deal, stage and time are known and agree."""
    assert judged("k1") == Validity([], [])


@pytest.mark.parametrize(
    ("contacts", "changes", "expected"),
    [
        (("k1", "k2"), {}, "account_tied"),
        (("k1",), {"account_id": "a2"}, "account_of_nobody"),
        (("k1",), {"account_id": "a1", "deal_id": "d2"}, "deal_of_other_account"),
        (("k2",), {"deal_id": "d2"}, "deal_not_begun"),
        (("k1",), {"deal_id": "d3"}, "deal_over"),
        (("k1",), {"deal": DealContext(stage="Negotiation")}, "stage_disagrees"),
        (("k1",), {"meeting_id": "m9"}, "meeting_elsewhen"),
    ],
)
def test_a_contradiction_is_named(contacts: tuple[str, ...], changes: dict[str, object], expected: str) -> None:
    """Each has a reason of its own."""
    found = judged(*contacts, **changes)

    assert expected in found.contradictions
    assert not found.is_valid


def test_what_is_missing_contradicts_nothing() -> None:
    """A call of nobody known at no known time lacks everything and is still valid."""
    assert judged(started_at=None) == Validity(["time", "account", "deal", "stage"], [])


def test_one_stage_is_written_in_two_ways() -> None:
    """HubSpot's internal names have no spaces."""
    assert judged("k1", deal=DealContext(stage="PROPOSAL ")).is_valid

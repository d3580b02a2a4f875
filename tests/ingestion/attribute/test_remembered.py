"""A reviewed decision is remembered, as far as it holds."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from talktrack.core.conversation import Conversation, Participant
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Account, Contact
from talktrack.ingestion.attribute.attribution import Attributed, attribute
from talktrack.ingestion.attribute.directory import Directory
from talktrack.ingestion.attribute.remembered import Remembered, remembered_of
from tests.samples import STARTED_AT, call, turn

KNOWLEDGE = Knowledge(
    [Account(id="a1", name="Northwind Freight", domain="northwind.example")],
    [
        Contact(id="k1", name="Dana Reed", email="dana@northwind.example", account_id="a1"),
        Contact(id="k2", name="Tom Okafor", email="tom@seller.example", affiliation="internal"),
    ],
)


def said_by(label: str, **changes: object) -> Conversation:
    """Return a call of Tom with somebody under a label."""
    people = [Participant(id="s1", label="Tom Okafor"), Participant(id="s2", label=label)]
    turns = [turn("s1", "Good morning."), turn("s2", "Good morning to you.")]
    return msgspec.structs.replace(call(turns), **{"participants": people, "deal": None, "account_id": "a1", **changes})


def later(conversation: Conversation, **changes: object) -> Conversation:
    """Return another conversation with the same cast."""
    return msgspec.structs.replace(conversation, **{"id": "c9", "event_id": "e9", **changes})


def with_decision(reviewed: Conversation, person: str, then: Conversation) -> Attributed:
    """Attribute `then`, after Mia decided who s2 of `reviewed` is."""
    memory = remembered_of(reviewed, {"s2": person}, by="mia", at=STARTED_AT)
    return attribute(then, Directory(KNOWLEDGE, memory))


@pytest.mark.parametrize("label", ["+1 415 555 0134", "Reddy Dee", "dee77@home.example"])
def test_a_number_a_full_name_and_an_address_are_remembered(label: str) -> None:
    """The reviewer stands in the evidence of every turn."""
    found = with_decision(said_by(label), "k1", later(said_by(label), account_id=None))

    assert found.reasons == []
    assert found.conversation.participants[1].crm_contact_id == "k1"
    assert any(code.startswith("reviewed_") and code.endswith(":mia") for code in found.conversation.turns[1].evidence)


def test_a_room_is_remembered_in_its_own_conversation_only() -> None:
    """Read again, the conversation keeps its decision; tomorrow somebody else may sit there."""
    here = said_by("Conference Room 3")
    again = with_decision(here, "k1", msgspec.structs.replace(here, revision=2))
    tomorrow = with_decision(here, "k1", later(here))

    assert again.conversation.participants[1].crm_contact_id == "k1"
    assert tomorrow.conversation.participants[1].crm_contact_id is None


def test_a_first_name_is_remembered_at_its_account() -> None:
    """At Northwind "Dee" is Dana, elsewhere nobody in particular."""
    at_home = with_decision(said_by("Dee"), "k1", later(said_by("Dee")))
    elsewhere = with_decision(said_by("Dee"), "k1", later(said_by("Dee"), account_id=None))

    assert at_home.conversation.participants[1].crm_contact_id == "k1"
    assert elsewhere.conversation.participants[1].crm_contact_id is None


def test_somebody_outside_of_the_crm_is_remembered() -> None:
    """A decision may name a person by name and mail."""
    found = with_decision(said_by("0171 5550134"), "Ana Silva <Ana@partner.example>", later(said_by("+49 171 5550134")))

    assert (found.conversation.participants[1].name, found.conversation.participants[1].email) == (
        "Ana Silva",
        "ana@partner.example",
    )


def test_the_latest_decision_counts() -> None:
    """Reviewers may change their minds; the order of the list does not matter."""
    old = Remembered(person="k2", by="mia", at=STARTED_AT, phone="+1 415 555 0134")
    new = Remembered(person="k1", by="leo", at=STARTED_AT + timedelta(days=1), phone="(415) 555-0134")
    found = attribute(said_by("+14155550134"), Directory(KNOWLEDGE, [new, old])).conversation

    assert found.participants[1].crm_contact_id == "k1"


def test_a_platform_id_is_remembered() -> None:
    """A platform's own id means the same account everywhere."""
    memory = [Remembered(person="k1", by="mia", at=STARTED_AT, platform_id="U0042")]

    assert attribute(said_by("U0042"), Directory(KNOWLEDGE, memory)).conversation.participants[1].name == "Dana Reed"


def test_a_contact_that_a_conversation_comes_with_stands() -> None:
    """A row that re-enters, or a source that knows the CRM, has the contact on its participant."""
    row = said_by("Tom Okafor", reviewed_by="mia")
    people = [row.participants[0], msgspec.structs.replace(row.participants[1], crm_contact_id="k1")]
    found = attribute(msgspec.structs.replace(row, participants=people), Directory(KNOWLEDGE))

    assert found.conversation.participants[1].name == "Dana Reed"
    assert found.conversation.turns[1].evidence == ("crm_contact",)


def test_a_wrong_guess_teaches_nothing_about_the_one_it_guessed() -> None:
    """Attribution took Guest for Tom and wrote Tom's address; that Mia says "Dana" is no word about that address."""
    guessed = said_by("Guest")
    people = [guessed.participants[0], msgspec.structs.replace(guessed.participants[1], email="tom@seller.example")]
    turns = [msgspec.structs.replace(t, evidence=("addressed", "remaining")) for t in guessed.turns]
    reviewed = msgspec.structs.replace(guessed, participants=people, turns=turns)

    assert [one.email for one in remembered_of(reviewed, {"Guest": "k1"}, by="mia", at=STARTED_AT)] == [None]


def test_a_decision_holds_when_the_label_was_cleaned_since() -> None:
    """The speaker is the same in the same conversation."""
    before = said_by("Speaker_01")
    found = with_decision(before, "k1", said_by("Speaker 1"))

    assert found.conversation.participants[1].crm_contact_id == "k1"


def test_a_shared_mailbox_is_not_remembered() -> None:
    """Somebody else answers it tomorrow."""
    found = with_decision(said_by("info@northwind.example"), "k1", later(said_by("info@northwind.example")))

    assert found.conversation.participants[1].crm_contact_id is None

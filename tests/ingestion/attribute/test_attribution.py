"""Speakers get names, roles and confidences."""

from __future__ import annotations

import msgspec
import pytest

from talktrack.core.conversation import Conversation, Participant
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Account, Contact, Meeting
from talktrack.ingestion.attribute.attribution import attribute
from talktrack.ingestion.attribute.directory import Directory
from tests.samples import STARTED_AT, call, turn

KNOWN = Directory(
    Knowledge(
        accounts=[Account(id="a1", name="Northwind Freight", domain="northwind.example")],
        contacts=[
            Contact(
                id="k1", name="Dana Reed", email="dana@northwind.example", phone="+1 415 555 0134", account_id="a1"
            ),
            Contact(id="k2", name="Tom Okafor", email="tom@seller.example", affiliation="internal"),
            Contact(id="k3", name="Ravi Menon", email="ravi@northwind.example", account_id="a1"),
        ],
        meetings=[
            Meeting(
                id="m1",
                starts_at=STARTED_AT,
                attendees=["dana@northwind.example", "tom@seller.example"],
                attendee_names=["Dana Reed", "Tom Okafor"],
            )
        ],
    )
)
TALK = [
    turn("s1", "Hi, this is Tom from Seller."),
    turn("s2", "Hi Tom, good to meet you."),
    turn("s1", "Thanks, Dana."),
]
TALK += [turn("s2", "So, we ship freight."), turn("s1", "Dana, how do you bill it?"), turn("s2", "By hand, Tom.")]


def with_people(*people: Participant) -> Conversation:
    """Return a short call between the given participants, without any other link."""
    return msgspec.structs.replace(call(TALK), participants=list(people), deal=None)


@pytest.mark.parametrize(
    "second",
    [
        Participant(id="s2", label="anything", email="Dana@northwind.example"),
        Participant(id="s2", label="14155550134"),
        Participant(id="s2", label="DANA REED"),
        Participant(id="s2", label="Reed, Dana"),
        Participant(id="s2", label="Conference Room 3"),
        Participant(id="s2", label="Ravi Menon"),
    ],
)
def test_a_speaker_is_found_by_any_evidence(second: Participant) -> None:
    """Mail, phone, name in any order, the empty chair, and what is said against a wrong label all lead to Dana."""
    found = attribute(with_people(Participant(id="s1", label="Tom Okafor"), second), KNOWN).conversation

    assert [p.crm_contact_id for p in found.participants] == ["k2", "k1"]
    assert [p.role for p in found.participants] == ["seller", "prospect"]


def test_turns_carry_confidence_and_kinds_of_evidence() -> None:
    """Evidence is named by kind and holds no personal data."""
    people = Participant(id="s1", label="Tom Okafor"), Participant(id="s2", label="Dana Reed")
    found = attribute(with_people(*people), KNOWN).conversation

    assert found.turns[1].speaker_confidence is not None
    assert found.turns[1].speaker_confidence > 0.9
    assert "full_name" in found.turns[1].evidence


def test_uncertain_speakers_are_reported_and_go_on() -> None:
    """A label that fits nobody leaves a reason and the conversation."""
    people = Participant(id="s1", label="Tom Okafor"), Participant(id="s2", label="Guest")
    bare = msgspec.structs.replace(with_people(*people), started_at=None, turns=[turn("s2", "Well. It depends.")])
    outcome = attribute(bare, KNOWN)

    assert outcome.reasons == ["attribution_uncertain"]
    assert outcome.conversation.participants[1].name is None


def test_nobody_is_asked_who_speaks_in_a_public_dialogue() -> None:
    """Its speakers are unknown to the tenant, so there is nothing to look up."""
    people = Participant(id="s1", label="speaker 1"), Participant(id="s2", label="speaker 2")
    dialogue = msgspec.structs.replace(with_people(*people), channel="chat", started_at=None)

    assert attribute(dialogue, KNOWN).reasons == []


@pytest.mark.parametrize(("seller", "prospect"), [("REP", "Customer"), ("Agent", "Buyer"), ("ASSISTANT", "USER")])
def test_labels_give_roles_without_any_knowledge(seller: str, prospect: str) -> None:
    """Labels that name a part in the talk decide who sells."""
    people = Participant(id="s1", label=prospect), Participant(id="s2", label=seller)
    found = attribute(with_people(*people), Directory(Knowledge())).conversation

    assert [p.role for p in found.participants] == ["prospect", "seller"]


def test_talk_gives_roles_when_labels_are_silent() -> None:
    """Who offers and asks about the other's work sells; who speaks of a budget and a board buys."""
    talk = [
        turn("s1", "We use spreadsheets, and our budget is tight. How much does it cost?"),
        turn("s2", "Let me show you our platform. How do you track renewals today?"),
    ]
    people = [Participant(id="s1", label="SPEAKER_00"), Participant(id="s2", label="SPEAKER_01")]
    spoken = msgspec.structs.replace(with_people(*people), turns=talk)

    assert [p.role for p in attribute(spoken, Directory(Knowledge())).conversation.participants] == [
        "prospect",
        "seller",
    ]

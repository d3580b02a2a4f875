"""Every source of evidence leads to the person it means."""

from __future__ import annotations

import json

import msgspec
import pytest

from talktrack.core.conversation import PRACTICE, Conversation, Participant, Turn
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Account, Contact, Deal, Meeting
from talktrack.ingestion.attribute.attribution import attribute
from talktrack.ingestion.attribute.directory import Directory
from tests.samples import STARTED_AT, call, turn

DANA = Contact(id="k1", name="Dana Reed", email="dana@northwind.example", phone="+1 415 555 0134", account_id="a1")
TOM = Contact(id="k2", name="Tom Okafor", email="tom@seller.example", affiliation="internal")
ACCOUNT = Account(id="a1", name="Northwind Freight", domain="northwind.example")
INVITATION = Meeting(id="m1", starts_at=STARTED_AT, attendees=["dana@northwind.example", "tom@seller.example"])


def directory(*meetings: Meeting, deals: tuple[Deal, ...] = ()) -> Directory:
    """Return what is known about Dana, Tom and their meetings."""
    return Directory(Knowledge([ACCOUNT], [DANA, TOM], deals, meetings=meetings))


def spoken(*turns: Turn, people: list[Participant] | None = None, **changes: object) -> Conversation:
    """Return a call of two voices, or of some people."""
    voices = people or [Participant(id="s1", label="Speaker 1"), Participant(id="s2", label="Speaker 2")]
    return msgspec.structs.replace(call(list(turns)), **{"participants": voices, "deal": None, **changes})


def test_voices_are_named_by_what_they_say() -> None:
    """Nothing but voices, an invitation and a talk."""
    talk = spoken(
        turn("s1", "Good morning, Tom here from Seller. Who is with me?"),
        turn("s2", "Hi Tom, this is Dana."),
        turn("s1", "Thanks, Dana. What would you like to see?"),
        meeting_id="m1",
    )
    found = attribute(talk, directory(INVITATION))

    assert [p.crm_contact_id for p in found.conversation.participants] == ["k2", "k1"]
    assert found.reasons == []


def test_a_voice_that_may_be_another_one_proves_less() -> None:
    """An introduction in a turn whose voice is unsure counts by how sure it is."""
    line = Turn(speaker_id="s1", text="This is Dana.", speaker_confidence=1.0, evidence=("voice",))
    sure = attribute(spoken(line, turn("s2", "Yes."), account_id="a1"), directory())
    unsure = attribute(
        spoken(msgspec.structs.replace(line, speaker_confidence=0.3), turn("s2", "Yes."), account_id="a1"), directory()
    )

    assert unsure.confidence["s1"] < sure.confidence["s1"]
    assert sure.conversation.turns[0].evidence[0] == "voice"


def test_the_organizer_is_known_by_the_name_in_the_invitation() -> None:
    """Whoever invites is often not among the invited, and not in the CRM."""
    invitation = Meeting(
        id="m1",
        starts_at=STARTED_AT,
        organizer="a.lopez@northwind.example",
        organizer_name="Alejandra Lopez",
        attendees=["tom@seller.example"],
    )
    people = [Participant(id="s1", label="Tom Okafor"), Participant(id="s2", label="Alejandra Lopez")]
    found = attribute(spoken(turn("s1", "Yes."), turn("s2", "No."), people=people), directory(invitation))

    assert found.conversation.participants[1].email == "a.lopez@northwind.example"
    assert found.confidence["s2"] > 0.9


def test_a_signature_names_who_writes_from_a_shared_mailbox() -> None:
    """The address is nobody's; name and number stand below the mail."""
    people = [
        Participant(id="s1", label="Tom Okafor", email="tom@seller.example"),
        Participant(id="s2", label="Purchasing", email="purchasing@northwind.example"),
    ]
    mails = {"mails": [{"turn": 0}, {"turn": 1, "signature": "Dana Reed\nBuyer\nPhone: (415) 555-0134"}]}
    thread = spoken(
        turn("s1", "Here is the offer."),
        turn("s2", "Received."),
        people=people,
        channel="email",
        metadata_json=json.dumps(mails),
    )
    found = attribute(thread, directory()).conversation

    assert "signature_name" in found.turns[1].evidence
    assert found.participants[1].crm_contact_id == "k1"


def test_the_contact_of_the_deal_comes_before_a_namesake() -> None:
    """A first name alone means the one who has to do with the deal."""
    other = Contact(id="k3", name="Dana Moss", account_id="a1")
    deal = Deal(id="d1", account_id="a1", name="One", stage="Demo", contact_ids=["k1"], owner_id="k2")
    known = Directory(Knowledge([ACCOUNT], [other, DANA, TOM], [deal]))
    people = [Participant(id="s1", label="Tom"), Participant(id="s2", label="Dana")]
    found = attribute(spoken(turn("s1", "Yes."), turn("s2", "No."), people=people, deal_id="d1"), known)

    assert found.conversation.participants[1].crm_contact_id == "k1"


def test_the_other_side_of_a_practice_session_is_nobody() -> None:
    """A persona may be called like a contact; it is played, and nobody needs to look at it."""
    people = [
        Participant(id="s1", label="USER", name="Tom Okafor", email="tom@seller.example", role="seller"),
        Participant(id="s2", label="AI", name="Dana Reed", role="prospect"),
    ]
    session = spoken(
        turn("s1", "Hello."),
        turn("s2", "Hello Tom."),
        people=people,
        channel=PRACTICE,
        metadata_json='{"ai_participants": ["s2"]}',
    )
    found = attribute(session, directory())

    assert found.reasons == []
    assert [p.crm_contact_id for p in found.conversation.participants] == ["k2", None]


def test_a_call_in_which_everybody_is_a_stranger_is_doubted() -> None:
    """It may be another company's, even when somebody in it is called like one of us."""
    people = [Participant(id="s1", label="Ludmila Petrova"), Participant(id="s2", label="Goran Vukovic")]
    found = attribute(spoken(turn("s1", "Hi, this is Tom."), turn("s2", "Thanks, Tom."), people=people), directory())

    assert found.reasons == ["attribution_uncertain"]
    assert [p.crm_contact_id for p in found.conversation.participants] == [None, None]


def test_a_full_name_is_nobody_elses_user_name() -> None:
    """Victor Pruitt and Victor Patel would both be called victorp."""
    people = [
        Contact(id=f"v{n}", name=name, account_id="a1") for n, name in enumerate(("Victor Pruitt", "Victor Patel"))
    ]
    known = Directory(Knowledge([ACCOUNT], [*people, TOM]))
    labels = [Participant(id="s1", label="Tom Okafor"), Participant(id="s2", label="Victor Pruitt")]
    found = attribute(spoken(turn("s1", "Yes."), turn("s2", "No."), people=labels), known)

    assert found.conversation.participants[1].crm_contact_id == "v0"


@pytest.mark.parametrize(
    "said",
    [
        "Hello, this is Dana from Northwind.",
        "Dana here, from Northwind Freight.",
        "Hallo, hier ist Dana von Northwind.",
        "Hola, soy Dana de Northwind.",
        "Bonjour, je suis Dana de Northwind.",
    ],
)
def test_who_says_a_name_and_a_company_is_somebody_there(said: str) -> None:
    """Of two people called Dana, the one at the company that is named, in any of the languages we know."""
    other = Contact(id="k3", name="Dana Moss", email="dana@harbor.example", account_id="a2")
    accounts = [ACCOUNT, Account(id="a2", name="Harbor Foods", domain="harbor.example")]
    guests = ["dana@harbor.example", "dana@northwind.example", "tom@seller.example"]
    meeting = Meeting(id="m1", starts_at=STARTED_AT, attendees=guests)
    known = Directory(Knowledge(accounts, [DANA, other, TOM], meetings=[meeting]))
    people = [Participant(id="s1", label="Tom Okafor"), Participant(id="s2", label="Guest")]
    found = attribute(spoken(turn("s2", said), turn("s1", "Good."), people=people, meeting_id="m1"), known)

    assert found.conversation.participants[1].crm_contact_id == "k1"

"""Nothing personal leaves a redacted conversation, and the same person has the same token."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from talktrack.core.conversation import Conversation, Participant, Word
from talktrack.core.knowledge import Knowledge
from talktrack.core.ports import PersonalData, Redactor
from talktrack.core.reference import Contact
from talktrack.core.tokens import TOKEN, token
from talktrack.engines.redactor import open_redactor
from talktrack.ingestion.clean.cleaning import clean
from talktrack.ingestion.redact.redaction import Redaction
from talktrack.systems.keys import TenantKey
from tests.samples import call, turn

KEY = TenantKey(b"k" * 32)
KNOWLEDGE = Knowledge(contacts=[Contact(id="k9", name="Ingrid Solheim")])
PEOPLE = [
    Participant(id="s1", label="Tom Okafor", name="Tom Okafor", role="seller", affiliation="internal"),
    Participant(
        id="s2",
        label="Dana (Northwind)",
        name="Dana Reed",
        email="dana@northwind.example",
        phone="+14155550134",
        role="prospect",
        affiliation="external",
        crm_contact_id="k1",
    ),
]


@pytest.fixture(scope="module")
def redaction() -> Redaction:
    """Return the redaction of one tenant."""
    return Redaction(open_redactor(), KEY, KNOWLEDGE)


def spoken(*texts: str) -> Conversation:
    """Return a call between Tom and Dana in which the texts are said."""
    return msgspec.structs.replace(call([turn("s1", text) for text in texts]), participants=PEOPLE)


def test_every_mention_of_a_person_has_one_token(redaction: Redaction) -> None:
    """Full name, first name, label and participant lead to the same token; another person has another."""
    clean_copy = redaction.redact(spoken("Hi Dana.", "Dana Reed and Tom agreed.", "Ingrid Solheim too.")).conversation
    dana, tom = token(KEY, "PERSON", "Dana Reed"), token(KEY, "PERSON", "Tom Okafor")

    assert clean_copy.turns[0].text == f"Hi {dana}."
    assert clean_copy.turns[1].text == f"{dana} and {tom} agreed."
    assert TOKEN.fullmatch(clean_copy.turns[2].text.removesuffix(" too."))
    assert [p.name for p in clean_copy.participants] == [tom, dana]


def test_no_value_is_left_anywhere(redaction: Redaction) -> None:
    """Turns, title, participants, words, edits and metadata hold no personal value."""
    said = clean(spoken("Um, Dana, Dana is at dana@northwind.example.", "It's 4111 1111 1111 1111."))
    words = (Word(text="Dana", start_s=0.0, end_s=0.1),)
    turns = [msgspec.structs.replace(t, words=words) for t in said.turns]
    full = msgspec.structs.replace(said, turns=turns, title="Call with Dana Reed", metadata_json='{"host": "Dana"}')
    text = msgspec.json.encode(redaction.redact(full).conversation).decode()

    assert not [value for value in ("Dana", "dana", "Reed", "Okafor", "4111", "4155550134", '"k1"') if value in text]


def test_roles_and_structure_stay(redaction: Redaction) -> None:
    """Who sells and who buys is needed later and says nothing about a person."""
    clean_copy = redaction.redact(spoken("Hi Dana.")).conversation

    assert [(p.role, p.affiliation) for p in clean_copy.participants] == [
        ("seller", "internal"),
        ("prospect", "external"),
    ]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("The card is 4111 1111 1111 1111.", "restricted"),
        ("I was diagnosed in May.", "restricted"),
        ("Mail me at zed@acme.example.", "confidential"),
    ],
)
def test_privacy_level_follows_from_what_is_found(redaction: Redaction, text: str, level: str) -> None:
    """The level is that of the most private thing found."""
    assert redaction.redact(spoken(text)).conversation.privacy_level == level


def test_a_talk_without_people_is_internal_or_public(redaction: Redaction) -> None:
    """Without personal data the link to the CRM decides."""
    nobody = msgspec.structs.replace(call([turn(None, "We ship freight.")]), participants=[])
    linked = msgspec.structs.replace(nobody, account_id="a1")

    assert redaction.redact(nobody).conversation.privacy_level == "public"
    assert redaction.redact(linked).conversation.privacy_level == "internal"


def test_a_finder_that_keeps_finding_stops_the_conversation() -> None:
    """What the last look still finds is a reason, named by kind only."""

    class Suspicious:
        """A redactor that finds something in every text, whatever was replaced before."""

        def find(self, texts: Sequence[str], names: Sequence[str] = ()) -> list[list[PersonalData]]:
            """Return the first character of each text."""
            del names
            return [[PersonalData(0, 1, "PHONE_NUMBER", 0.9)] for _ in texts]

    stubborn: Redactor = Suspicious()
    outcome = Redaction(stubborn, KEY, KNOWLEDGE).redact(spoken("Hello."))

    assert outcome.reasons == ["redaction_incomplete", "left:PHONE_NUMBER"]

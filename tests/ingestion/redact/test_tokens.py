"""Only our own tokens are in the clean zone, and one value has one of them."""

from __future__ import annotations

import msgspec
import pytest

from talktrack.core.conversation import Conversation, Participant
from talktrack.core.edits import undo
from talktrack.core.knowledge import Knowledge
from talktrack.core.tokens import TOKEN, token
from talktrack.engines.redactor import open_redactor
from talktrack.ingestion.redact.redaction import Redaction
from talktrack.ingestion.redact.spoofed import without_spoofed
from talktrack.systems.keys import TenantKey
from tests.samples import call, turn

KEY = TenantKey(b"k" * 32)
PERSON = Participant(
    id="s1", label="Kofi Achterberg", name="Kofi Achterberg", email="kofi.a@web.de", phone="+49 171 2345678"
)


@pytest.fixture(scope="module")
def redaction() -> Redaction:
    """Return the redaction of a tenant of which nothing is known."""
    return Redaction(open_redactor(), KEY, Knowledge())


def spoken(*texts: str) -> Conversation:
    """Return a call in which Kofi says the texts."""
    return msgspec.structs.replace(call([turn("s1", text) for text in texts]), participants=[PERSON])


def test_a_participants_values_have_one_token_in_all_ways(redaction: Redaction) -> None:
    """Address, number and name have the participant's tokens, written, said, spelled or with hidden characters."""
    said = [
        "Mail kofi dot a at web dot de.",
        "Mail kofi [dot] a [at] web [dot] de.",
        "Mail k\u200bofi.a@web.de.",
        "Call 0171 2345678.",
        "Ruf null eins sieben eins zwei drei vier fünf sechs sieben acht.",
        "I am Kofi.",
        "It is K O F I here.",
        "It is Ko\u200bfi here.",
    ]
    clean = redaction.redact(spoken(*said)).conversation
    person = clean.participants[0]
    tokens = [TOKEN.findall(one.text) for one in clean.turns]

    assert tokens == [[person.email]] * 3 + [[person.phone]] * 2 + [[person.name]] * 3


def test_a_name_without_its_accents_is_the_same(redaction: Redaction) -> None:
    """Who writes "Mueller", "MÜLLER" or only the surname means the participant."""
    one = Participant(id="s1", label="Jürgen Müller", name="Jürgen Müller")
    said = call([turn("s1", "It is juergen mueller."), turn("s1", "Herr Mueller, MÜLLER.")])
    clean = redaction.redact(msgspec.structs.replace(said, participants=[one])).conversation
    tokens = {found for told in clean.turns for found in TOKEN.findall(told.text)}

    assert tokens == {token(KEY, "PERSON", "Jürgen Müller")}
    assert [told.text.count("[PERSON") for told in clean.turns] == [1, 2]


def test_what_looks_like_a_token_is_none_behind_redaction(redaction: Redaction) -> None:
    """Brackets become round ones, the title's too; privacy does not follow from a spoof."""
    spoof = msgspec.structs.replace(spoken("See [PERSON:abcdef] and [CREDIT_CARD:aaaaaa]."), title="[PERSON:forgotten]")
    outcome = redaction.redact(spoof)

    assert outcome.conversation.turns[0].text == "See (PERSON:abcdef) and (CREDIT_CARD:aaaaaa)."
    assert outcome.conversation.title == "(PERSON:forgotten)"
    assert outcome.replaced == {"spoofed_token": 3}
    assert outcome.conversation.privacy_level == "confidential"


def test_personal_data_in_a_spoofed_token_is_hidden(redaction: Redaction) -> None:
    """A name within brackets is a name."""
    clean = redaction.redact(spoken("See [PERSON:kofi] there.")).conversation

    assert clean.turns[0].text == f"See (PERSON:{token(KEY, 'PERSON', 'Kofi Achterberg')}) there."


def test_the_change_of_a_spoofed_token_can_be_undone() -> None:
    """It is an edit like any other."""
    said = spoken("See [PERSON:abcdef].", "Nothing [here].")
    changed, count = without_spoofed(said)

    assert (count, len(changed.edits)) == (1, 1)
    assert undo(changed) == said.turns

"""What goes on in a later turn of the same speaker is found as one value."""

from __future__ import annotations

import msgspec
import pytest

from talktrack.core.conversation import Conversation, Participant
from talktrack.core.knowledge import Knowledge
from talktrack.core.tokens import TOKEN
from talktrack.engines.redactor import open_redactor
from talktrack.ingestion.redact.redaction import Redaction
from talktrack.systems.keys import TenantKey
from tests.samples import call, turn

PEOPLE = [Participant(id="s1", label="Speaker 1"), Participant(id="s2", label="Speaker 2")]
Said = list[tuple[str, str]]


@pytest.fixture(scope="module")
def redaction() -> Redaction:
    """Return the redaction of a tenant of which nothing is known."""
    return Redaction(open_redactor(), TenantKey(b"k" * 32), Knowledge())


def conversation(said: Said) -> Conversation:
    """Return a call of two speakers."""
    return msgspec.structs.replace(call([turn(who, text) for who, text in said]), participants=PEOPLE)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ([("s1", "My number is 415 555"), ("s1", "0134, call any time.")], ["My number is *", "*, call any time."]),
        (
            [("s1", "It's four one five,"), ("s2", "Okay."), ("s1", "and five five five oh one nine nine")],
            ["It's *,", "Okay.", "and *"],
        ),
        (
            [("s1", "the card is 4111"), ("s2", "mhm"), ("s1", "1111"), ("s2", "yes"), ("s1", "1111 1111.")],
            ["the card is *", "mhm", "*", "yes", "*."],
        ),
        ([("s1", "it's dana dot reed at"), ("s1", "gmail dot com")], ["it's *", "*"]),
        (
            [("s1", "null eins sieben eins"), ("s2", "Ja."), ("s1", "und zwei drei vier fünf sechs")],
            ["*", "Ja.", "und *"],
        ),
        ([("s1", "brume point noire arobase"), ("s1", "orange point fr")], ["*", "*"]),
        ([("s1", "Hi, this is Ludmila"), ("s1", "Petrova from Northwind")], ["Hi, this is *", "* from Northwind"]),
    ],
)
def test_a_value_that_goes_on_is_hidden_in_all_of_its_turns(redaction: Redaction, said: Said, left: list[str]) -> None:
    """Numbers, mail addresses and names are joined over turns, short remarks of others between them left out."""
    outcome = redaction.redact(conversation(said))

    assert outcome.reasons == []
    assert [TOKEN.sub("*", turn.text) for turn in outcome.conversation.turns] == left


def test_all_parts_have_the_token_of_the_whole(redaction: Redaction) -> None:
    """A number that is said in two turns and one that is said at once are the same number."""
    split = redaction.redact(conversation([("s1", "Call 415 555"), ("s1", "0134 please")])).conversation
    whole = redaction.redact(conversation([("s1", "Call 415 555 0134 please")])).conversation
    tokens = [TOKEN.findall(turn.text) for turn in (*split.turns, *whole.turns)]

    assert len({token for found in tokens for token in found}) == 1


def test_amounts_in_turns_that_follow_are_left_alone(redaction: Redaction) -> None:
    """Two amounts do not make a telephone number."""
    said = [("s1", "We have 20"), ("s1", "30 seats were too many."), ("s2", "Then it's two"), ("s2", "three at most.")]

    assert [turn.text for turn in redaction.redact(conversation(said)).conversation.turns] == [text for _, text in said]

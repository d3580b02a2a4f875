"""A tenant whose sellers ask about twelve things, and whose prospects answer each with a word of its own."""

from __future__ import annotations

from pathlib import Path
from random import Random

from talktrack.core.conversation import Conversation, Participant, Turn
from talktrack.core.ports import TextPair
from talktrack.world.models.encoder import EncoderSettings, untrained

TENANT = "acme"
THINGS = {
    "invoices": "paper",
    "stock": "counting",
    "returns": "parcels",
    "hiring": "interviews",
    "fleet": "lorries",
    "claims": "forms",
    "audits": "binders",
    "energy": "meters",
    "leases": "landlords",
    "training": "classrooms",
    "travel": "flights",
    "security": "badges",
}
ASKED = ("What slows you down in {} today?", "Tell me who does the {} at your place?", "How is {} handled here?")
ANSWERED = ("It is mostly {} all week.", "We drown in {} every month.", "Nothing but {} wherever you look.")
QUESTIONS_PER_CALL = 4


def toy_call(number: int, *, privacy_level: str | None = None, account: str | None = None) -> Conversation:
    """Return a call with four questions, each about another thing, and their answers."""
    source = Random(number)
    turns = []
    for thing in source.sample(sorted(THINGS), QUESTIONS_PER_CALL):
        turns.append(Turn(speaker_id="s", text=source.choice(ASKED).format(thing)))
        turns.append(Turn(speaker_id="p", text=source.choice(ANSWERED).format(THINGS[thing])))
    return Conversation(
        id=f"c{number}",
        tenant=TENANT,
        event_id=f"e{number}",
        source="zoom",
        channel="call",
        participants=[Participant(id="s", label="Seller", role="seller"), Participant(id="p", label="Prospect")],
        turns=turns,
        account_id=account,
        privacy_level=privacy_level,
    )


def toy_pairs(calls: int) -> list[TextPair]:
    """Return the questions and answers of some calls."""
    turns = [call.turns for call in map(toy_call, range(calls))]
    return [TextPair(one[at].text, one[at + 1].text) for one in turns for at in range(0, len(one), 2)]


def toy_encoder(into: Path) -> Path:
    """Save an untrained encoder of a few thousand parameters that knows the tenant's words."""
    texts = [text for pair in toy_pairs(40) for text in (pair.asks, pair.answers)]
    model = untrained(texts, EncoderSettings(vocabulary=220, hidden=32, layers=1, heads=2, max_tokens=64))
    model.save_pretrained(str(into), create_model_card=False)
    return into

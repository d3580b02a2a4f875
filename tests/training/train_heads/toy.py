"""A tenant whose sellers ask three kinds of things in words that no list of cues knows, and experts who say which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

from talktrack.core.conversation import Conversation, Participant, Turn
from talktrack.core.records import FeedbackEvent

TENANT = "acme"
ASKED = {"situation": "zibble wug", "consequence": "frap blick", "none": "tove mome"}
OBJECTED = {"price": "gorp snee", "none": "lum dax"}
AT = datetime(2026, 3, 2, tzinfo=UTC)
EXCHANGES = 6


def toy_call(number: int, *, privacy_level: str | None = None) -> tuple[Conversation, list[FeedbackEvent]]:
    """Return a call of one of 20 accounts, and what an expert says of each turn."""
    rng = Random(number)
    turns, events = list[Turn](), list[FeedbackEvent]()
    for _ in range(EXCHANGES):
        for speaker, kind, words in (("s", "question", ASKED), ("p", "objection", OBJECTED)):
            label = rng.choice(sorted(words))
            events.append(label_event(number, len(turns), f"{kind}:{label}"))
            turns.append(Turn(speaker_id=speaker, text=f"{words[label]} {rng.choice('abcdefgh')}"))
    row = Conversation(
        id=f"c{number}",
        tenant=TENANT,
        event_id=f"e{number}",
        source="zoom",
        channel="call",
        participants=[
            Participant(id="s", label="Seller", role="seller"),
            Participant(id="p", label="Prospect", role="prospect"),
        ],
        turns=turns,
        account_id=f"a{number % 20}",
        privacy_level=privacy_level,
    )
    return row, events


def label_event(number: int, turn: int, text: str, user: str = "expert") -> FeedbackEvent:
    """Return what an expert says of one turn."""
    return FeedbackEvent(
        id=f"f{number}-{turn}-{text}-{user}",
        tenant=TENANT,
        subject=f"c{number}",
        kind="turn_label",
        at=AT,
        user_id=user,
        text=text,
        turn_start=turn,
    )


def level_event(number: int, level: float) -> FeedbackEvent:
    """Return the level that an expert gives a call."""
    return FeedbackEvent(
        id=f"l{number}-{level}", tenant=TENANT, subject=f"c{number}", kind="expert_label", at=AT, value=level
    )


def toy_calls(count: int) -> Iterator[tuple[Conversation, list[FeedbackEvent]]]:
    """Yield some calls with their labels."""
    return (toy_call(number) for number in range(count))

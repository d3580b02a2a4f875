"""Short dialogues that are no business of anybody's, and short ones that are, to score what tells them apart.

Both come in two halves with different topics and words: rules are fitted on `development`, `report` is only scored.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from random import Random

from talktrack.core.conversation import CHAT, Conversation, Participant, Turn
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ids import stable_id
from talktrack.world.grammar import Grammar, Telling

HALVES = ("development", "report")
PRIVATE, BUSINESS = "off_topic", "short_business"
TENANT = "acme"
EXCHANGES = range(2, 6)
SECOND_TOPIC = 0.4


def off_topic(half: str, count: int, seed: int = 1) -> Iterator[Conversation]:
    """Yield private dialogues of six to fourteen short turns between two people."""
    return _conversations(PRIVATE, half, count, seed)


def short_business(half: str, count: int, seed: int = 1) -> Iterator[Conversation]:
    """Yield customer service and haggling in six to fourteen short turns."""
    return _conversations(BUSINESS, half, count, seed)


@cache
def grammar(kind: str, half: str) -> Grammar:
    """Return the phrases of one kind and half.

    Raises:
        ConfigurationInvalidError: there is no such half.
    """
    if half not in HALVES:
        raise ConfigurationInvalidError(f"there is no half {half!r}: choose one of {', '.join(HALVES)}.")
    return Grammar.parse((files("talktrack.world") / f"{kind}_{half}.txt").read_text(encoding="utf-8").splitlines())


def _conversations(kind: str, half: str, count: int, seed: int) -> Iterator[Conversation]:
    for index in range(count):
        rng = Random(f"{kind}|{half}|{seed}|{index}")
        identity = stable_id("c", TENANT, kind, f"{half}-{seed}-{index}")
        yield Conversation(
            id=identity,
            tenant=TENANT,
            event_id=identity,
            source="text",
            channel=CHAT,
            participants=[Participant(id=f"s{number}", label=f"Speaker {number}") for number in (1, 2)],
            turns=[
                Turn(speaker_id=f"s{place % 2 + 1}", text=text)
                for place, text in enumerate(_lines(grammar(kind, half), rng))
            ],
        )


def _lines(phrases: Grammar, rng: Random) -> Iterator[str]:
    """Yield a greeting, exchanges about one or two topics, and mostly a farewell."""
    telling = Telling(rng, {})
    topics = [_said(phrases, "topics", telling)]
    if rng.random() < SECOND_TOPIC:
        topics.append(_said(phrases, "topics", telling))
    yield _said(phrases, "greet", telling)
    yield _said(phrases, "greet_back", telling)
    for exchange in range(rng.choice(EXCHANGES)):
        topic = topics[exchange % len(topics)]
        opening = "ask" if exchange < len(topics) or rng.random() < 0.5 else "tell"
        yield _said(phrases, f"{topic}.{opening}", telling)
        yield _said(phrases, f"{topic}.{'answer' if opening == 'ask' else 'react'}", telling)
    if rng.random() < 0.7:
        yield _said(phrases, "bye", telling)


def _said(phrases: Grammar, rule: str, telling: Telling) -> str:
    return "".join(text for text, _ in phrases.tell(rule, telling))

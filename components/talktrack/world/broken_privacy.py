"""Recordings that hold what nobody may keep: a refused recording, a card's code, keys, lists of people, a child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from talktrack.world.personal import card, spoken_digits
from talktrack.world.recording import Recording

_REFUSALS = (
    ("Oh, and I do not want this call to be recorded.",),
    ("Please stop recording, I never agreed to that.",),
    ("I don't consent to being recorded.",),
    ("Before we start, is it okay if this is recorded for training?", "No, sorry, I'm not okay with that."),
    ("We record these calls, do you agree?", "I'd rather you didn't, to be honest."),
    ("I'm not comfortable with you recording me.",),
    ("I withdraw my consent, take it out of your system.",),
    ("Could you turn off the recording? Our policy forbids it.",),
)
_CODES = (
    ("The card is {card}.", "It expires in March, and the security code is {code}."),
    ("Visa, {card}, CVV {code}.",),
    ("Let me read you my credit card: {card}.", "And the three digits on the back?", "Those are {spoken}."),
    ("It's a debit card, {card}, and the PIN is {code}{last}.",),
    ("My Amex is {card}, the four digits on the front are {code}{last}.",),
)
_KEYS = (
    "DB_PASSWORD={word} and API_KEY={word}{number}",
    "aws_access_key_id AKIA{upper}, the other one is secret: {word}{number}",
    "postgres://admin:{word}@db.internal/prod and the token is ghp_{long}",
    "client_secret={word}{number} auth_token: {long}",
)
_BLOCK = "-----BEGIN RSA PRIVATE KEY----- {long}{long} -----END RSA PRIVATE KEY-----"
_GIVEN = ("ana", "bo", "cy", "dee", "eli", "fay", "gus", "hal", "ivy", "jon", "kai", "lea", "max", "ned", "ora", "pia")
_AGES = (
    "I'm eleven years old, my mum gave me the phone.",
    "I am only 14 years old, is that a problem?",
    "My dad is in the shower, I'm in third grade.",
    "I'm just nine years old but I can take a message.",
    "I am 16 years old, so I can't sign that, can I?",
)
PEOPLE = 30
LINES = 6


def recording_refused(recording: Recording, rng: Random) -> Recording:
    """Somebody says no to the recording."""
    return _said(recording, rng, rng.choice(_REFUSALS))


def card_code_dictated(recording: Recording, rng: Random) -> Recording:
    """Somebody reads out a card with its code."""
    code = f"{rng.randrange(1000):03d}"
    values = {"card": card(rng)[0], "code": code, "spoken": spoken_digits(code), "last": str(rng.randrange(10))}
    return _said(recording, rng, [text.format(**values) for text in rng.choice(_CODES)])


def keys_pasted(recording: Recording, rng: Random) -> Recording:
    """Somebody reads a configuration file into the chat."""
    if rng.random() < 0.25:
        return _said(recording, rng, [_filled(_BLOCK, rng)])
    return _said(recording, rng, [_filled(text, rng) for text in rng.sample(_KEYS, 3)])


def customers_listed(recording: Recording, rng: Random) -> Recording:
    """A list of customers stands in the transcript."""
    return _said(recording, rng, [", ".join(_person(rng) for _ in range(PEOPLE // LINES)) for _ in range(LINES)])


def child_speaks(recording: Recording, rng: Random) -> Recording:
    """A child picked up the phone."""
    return _said(recording, rng, [rng.choice(_AGES)])


def _said(recording: Recording, rng: Random, texts: Sequence[str]) -> Recording:
    """Say other texts in neighbouring lines; times and speakers stay."""
    lines = list(recording.lines)
    first = rng.randrange(max(1, len(lines) - len(texts)))
    for place, text in enumerate(texts[: len(lines) - first], start=first):
        lines[place] = replace(lines[place], text=text)
    return replace(recording, lines=lines)


def _person(rng: Random) -> str:
    name = rng.choice(_GIVEN)
    number = f"{rng.randrange(200, 990)}-555-{rng.randrange(10000):04d}"
    return f"{name.title()} {name}{rng.randrange(10000)}@mail{rng.randrange(10)}.example {number}"


def _filled(text: str, rng: Random) -> str:
    def drawn(alphabet: str, length: int) -> str:
        return "".join(rng.choices(alphabet, k=length))

    return text.format(
        word=drawn("abcdefghkmnpqrstuvwxyz", 9),
        number=drawn("0123456789", 4),
        upper=drawn("ABCDEFGHJKLMNPQRSTUVWXYZ234567", 16),
        long=drawn("abcdefghkmnpqrstuvwxyz0123456789", 36),
    )

"""Sentences of letters, forms, chats and news with personal data of every kind in known places.

Made from our own templates and fillers. Rules may be made looking at DEVELOPED; REPORTED is only scored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from talktrack.world.truth import Span


def _fillers() -> dict[str, list[str]]:
    """Return the fillers by section."""
    text = Path(__file__).with_name("personal_fillers.txt").read_text(encoding="utf-8")
    sections = (part.strip().splitlines() for part in text.split("[")[1:])
    return {lines[0].rstrip("]"): lines[1:] for lines in sections}


FILLERS = _fillers()


def _digits(rng: Random, form: str) -> str:
    return re.sub("#", lambda _: str(rng.randrange(10)), form)


def _card(rng: Random) -> str:
    digits = _digits(rng, rng.choice(("4##############", "51#############", "37############")))
    total = sum(sum(divmod(int(ch) * (1 if place % 2 else 2), 10)) for place, ch in enumerate(reversed(digits)))
    full = digits + str(-total % 10)
    return full if rng.random() < 0.5 or len(full) == 15 else " ".join(re.findall("....", full))


def _phone(rng: Random) -> str:
    forms = (
        "+1-5##-5##-####",
        "(2##) 5##-####",
        "0## #######",
        "+44 20 7### ####",
        "5##.5##.####x###",
        "+48 22 ### ## ##",
    )
    return _digits(rng, rng.choice(forms))


def _mail(rng: Random) -> str:
    name = rng.choice(FILLERS["names"]).split()[-1].lower()
    plain = name if name.isascii() and name.isalpha() else "contact"
    return f"{plain}{rng.randrange(99)}@{rng.choice(('halden.io', 'mail.example.org', 'oakhurst.net'))}"


FILL: dict[str, tuple[str, Callable[[Random], str]]] = {
    "person": ("PERSON", lambda rng: rng.choice(FILLERS["names"])),
    "first": ("PERSON", lambda rng: rng.choice(FILLERS["first"])),
    "last": ("PERSON", lambda rng: rng.choice(FILLERS["names"]).split(" ", 1)[1]),
    "street": ("STREET_ADDRESS", lambda rng: rng.choice(FILLERS["streets"])),
    "city": ("GPE", lambda rng: rng.choice(FILLERS["cities"])),
    "country": ("GPE", lambda rng: rng.choice(FILLERS["countries"])),
    "firm": ("ORGANIZATION", lambda rng: rng.choice(FILLERS["firms"])),
    "card": ("CREDIT_CARD", _card),
    "phone": ("PHONE_NUMBER", _phone),
    "mail": ("EMAIL_ADDRESS", _mail),
    "date": ("DATE_TIME", lambda rng: rng.choice(FILLERS["dates"])),
    "title": ("TITLE", lambda rng: rng.choice(FILLERS["titles"])),
    "ssn": ("US_SSN", lambda rng: _digits(rng, "5##-4#-3###")),
    "age": ("AGE", lambda rng: str(rng.randrange(18, 91))),
    "group": ("NRP", lambda rng: rng.choice(FILLERS["groups"])),
    "zip": ("ZIP_CODE", lambda rng: _digits(rng, "6####")),
    "domain": ("DOMAIN_NAME", lambda rng: rng.choice(FILLERS["domains"])),
    "iban": ("IBAN_CODE", lambda rng: rng.choice(FILLERS["ibans"])),
    "ip": ("IP_ADDRESS", lambda rng: rng.choice(FILLERS["addresses"])),
    "licence": ("US_DRIVER_LICENSE", lambda rng: _digits(rng, rng.choice(("D#######", "######4##", "K###-####-####")))),
}
DEVELOPED = (
    "The parcel for {person} goes to {street}, {city}.",
    "I moved from {country} to {city} on {date}.",
    "{title} {last} will see you now.",
    "Please charge {card} and send the receipt to {mail}.",
    "Our tenant at {street} is called {person} and can be reached at {phone}.",
    "{person} joined {firm} as a planner in {city}.",
    "{first} told me the {group} bakery closes on {date}.",
    "My driver's license number is {licence}, issued in {city}.",
    "The server at {ip} answers for {domain}.",
    "She is {age} years old and lives in {city}, {country}.",
    "Transfer the deposit to {iban}, account holder {person}.",
    "Social security number: {ssn}. Name: {person}.",
    "When does {firm} open its office in {country}?",
    "Good evening, {first}! Is {phone} still your number?",
    "Zip code {zip}, street {street}, thank you.",
    "According to {firm}, {title} {person} resigned {date}.",
    "{person}\n{street}\n{city}\n{country}",
    "I, {person}, aged {age}, declare that {mail} is mine.",
    "As a {group} citizen you need a visa for {country}.",
    "Have you seen {first} and {first} at {firm}?",
)
REPORTED = (
    "{title} {person} asked whether we deliver to {street}.",
    "Somebody used my card {card} in {country} {date}!",
    "You will find our branch at {street}, {city}, {zip}.",
    "{first} works for {firm} and is married to {person}.",
    "Write to {person} ({mail}) or dial {phone}.",
    "The {group} ambassador, {person}, arrived in {city} {date}.",
    "How can I pay {iban} from {country}?",
    "I forgot my password for {domain}, my login is {mail}.",
    "Last name {last}, first name {first}, born in {city}.",
    "{firm} has been sued by {person} of {city}.",
    "He was {age} when {firm} hired him.",
    "Is {ssn} the right social for {person}?",
    "Block all traffic from {ip}, says {first}.",
    "{person} of {street} in {city} won the raffle.",
    "Driver license {licence} belongs to {first}.",
    "Many {group} families live in {city} and {city}.",
    "Dear {title} {last}, your order ships to {street}, {country}.",
    "My son is {age} years old, his teacher is {title} {last}.",
    "{first} flew from {city} to {city} with {person}.",
    "Call {firm} at {phone}, ask for {first}.",
)
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Sentence:
    """A text and what is personal in it."""

    text: str
    personal: list[Span]


def sentences(templates: Sequence[str], each: int = 20, seed: int = 7) -> list[Sentence]:
    """Return every template filled some times."""
    rng = Random(seed)
    return [_filled(template, rng) for template in templates for _ in range(each)]


def _filled(template: str, rng: Random) -> Sentence:
    text, spans, place = "", [], 0
    for field in _FIELD.finditer(template):
        kind, fill = FILL[field[1]]
        value = fill(rng)
        text += template[place : field.start()]
        spans.append(Span(start=len(text), end=len(text) + len(value), kind=kind, value=value))
        text, place = text + value, field.end()
    return Sentence(text + template[place:], spans)

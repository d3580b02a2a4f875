"""Who the synthetic people are: names, mail addresses, numbers and personas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from talktrack.core.reference import Account, Contact
from talktrack.world.identifiers import salesforce_id
from talktrack.world.labels import INDUSTRIES, PERSONA_ROLES, TRAITS
from talktrack.world.phrasebooks import PhraseBook

US_AREAS = ("303", "512", "614", "704", "503", "615", "520", "402")


@dataclass(frozen=True, slots=True)
class Persona:
    """How a prospect behaves: the job, one or two traits, and the objections that are likely."""

    role: str
    traits: tuple[str, ...]
    objections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seller:
    """A seller with the skill level (1 to 5) that experts see in the calls."""

    contact: Contact
    skill: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """A person at an account with a persona."""

    contact: Contact
    persona: Persona


_LIKELY = {
    "executive": ("need", "timing", "competitor"),
    "finance": ("price", "timing", "authority"),
    "operations": ("effort", "timing", "need"),
    "technical": ("trust", "effort", "competitor"),
    "user": ("authority", "effort", "price"),
}


def persona(rng: Random) -> Persona:
    """Return a persona with objections that fit the job, and one that does not."""
    role = rng.choice(PERSONA_ROLES)
    other = rng.choice(("price", "timing", "trust", "competitor"))
    likely = dict.fromkeys((*rng.sample(_LIKELY[role], 2), other))
    return Persona(role=role, traits=tuple(rng.sample(TRAITS, rng.choice((1, 2)))), objections=tuple(likely))


def full_name(rng: Random, book: PhraseBook, given: str | None = None) -> str:
    """Return a given and a family name of this book's people."""
    return f"{given or book.pick(rng, 'given')} {book.pick(rng, 'family')}"


def phone_number(rng: Random, book: PhraseBook) -> str:
    """Return an E.164 number from the ranges that regulators reserve for fiction."""
    country = book.pick(rng, "voice.country")
    if country == "44":
        return f"+447700900{rng.randrange(1000):03d}"
    if country == "61":
        return f"+6127010{rng.randrange(10_000):04d}"
    return f"+1{rng.choice(US_AREAS)}55501{rng.randrange(100):02d}"


def mail_address(name: str, domain: str) -> str:
    """Return first.last at a domain."""
    return f"{name.lower().replace(' ', '.').replace(chr(39), '')}@{domain}"


def account(rng: Random, book: PhraseBook, tenant: str, index: int) -> tuple[Account, str]:
    """Return an account and the key of its industry; the index makes its name and domain its own."""
    industry = rng.choice(INDUSTRIES)
    name = company_name(rng, book, industry)
    suffix = f" {book.pick(rng, 'city')}" if index % 3 else ""
    slug = f"{name}{index}".lower().replace(" ", "")
    row = Account(
        id=salesforce_id("001", tenant, book.name, index),
        name=f"{name}{suffix}",
        industry=book.pick(rng, f"industry.{industry}"),
        domain=f"{slug}.{book.pick(rng, 'voice.domain')}",
        employees=rng.choice((40, 120, 260, 800, 2400, 9000)),
    )
    return row, industry


def company_name(rng: Random, book: PhraseBook, industry: str) -> str:
    """Return a company name of an industry."""
    return f"{book.pick(rng, 'company.stem')} {book.pick(rng, f'company.tail.{industry}')}"


def prospects(
    rng: Random, book: PhraseBook, owner: Account, sellers: Iterable[Seller], *, shared_first_name: bool
) -> list[Prospect]:
    """Return two to four people of an account; `shared_first_name` gives the first two the same given name.

    Nobody has the full name of a seller, and apart from the shared one no first name occurs twice in an account.
    """
    found: list[Prospect] = []
    sold_by = {seller.contact.name for seller in sellers}
    names: list[str] = []
    for position in range(rng.choice((2, 2, 3, 4))):
        given = names[0].split(" ")[0] if shared_first_name and position == 1 else None
        name = full_name(rng, book, given)
        while name in {*sold_by, *names} or (given is None and _first_names([name]) & _first_names(names)):
            name = full_name(rng, book, given)
        names.append(name)
        who = persona(rng)
        row = Contact(
            id=salesforce_id("003", owner.id, position),
            name=name,
            email=mail_address(name, owner.domain or "example.com"),
            phone=phone_number(rng, book),
            title=book.pick(rng, f"title.{who.role}"),
            account_id=owner.id,
        )
        found.append(Prospect(contact=row, persona=who))
    return found


def _first_names(names: Iterable[str]) -> set[str]:
    return {name.split(" ")[0] for name in names}


def sellers(rng: Random, book: PhraseBook, tenant: str, count: int) -> Iterator[Seller]:
    """Yield the tenant's sellers, each with a first name of their own; skills go round so that every level exists."""
    for index, given in enumerate(rng.sample(book.words("given"), count)):
        name = full_name(rng, book, given)
        row = Contact(
            id=salesforce_id("005", tenant, book.name, index),
            name=name,
            email=mail_address(name, f"{tenant}.example"),
            phone=phone_number(rng, book),
            title=book.pick(rng, "title.seller"),
            affiliation="internal",
        )
        yield Seller(contact=row, skill=(3, 4, 2, 5, 1)[index % 5])

"""What a platform calls the people of a call: names, phone numbers of those who dial in, and sometimes a wrong name."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import msgspec

from talktrack.core.conversation import PROSPECT, SELLER
from talktrack.world.deals import Engagement, PlannedCall
from talktrack.world.people import Prospect, Seller
from talktrack.world.truth import TruePerson

ROOMS = ("Conference Room 3", "iPhone", "Meeting Owl", "Guest")


def labelled(rng: Random, engagement: Engagement, call: PlannedCall) -> list[TruePerson]:
    """Return the seller, the prospects and a second seller of a call with the labels that the platform shows."""
    second = [_seller(call.second_seller)] if call.second_seller else []
    people = [_seller(engagement.seller), *(_prospect(person) for person in call.people), *second]
    labels = [person.name for person in people]
    if call.source == "text" and rng.random() < 0.3:
        labels = list(_short(labels))
    wrong: int | None = None
    if call.wrong_label:
        wrong = len(call.people)
        labels[wrong] = _other_name(rng, engagement, labels)
    if call.dial_in:
        labels[1] = people[1].phone or labels[1]
    return [
        _with_label(person, label, wrong=index == wrong, phone_only=call.dial_in and index == 1)
        for index, (person, label) in enumerate(zip(people, labels, strict=True))
    ]


def _short(names: list[str]) -> Iterator[str]:
    """First names only; the second person of the same first name keeps the full name."""
    seen: set[str] = set()
    for name in names:
        first = name.split(" ")[0]
        yield name if first in seen else first
        seen.add(first)


def _other_name(rng: Random, engagement: Engagement, taken: list[str]) -> str:
    """Somebody joined with a colleague's account or from a room device."""
    absent = [person.contact.name for person in engagement.prospects if person.contact.name not in taken]
    return rng.choice(absent) if absent and rng.random() < 0.6 else rng.choice(ROOMS)


def _seller(seller: Seller) -> TruePerson:
    row = seller.contact
    return TruePerson(id=row.id, name=row.name, role=SELLER, label=row.name, email=row.email, phone=row.phone)


def _prospect(prospect: Prospect) -> TruePerson:
    row, persona = prospect.contact, prospect.persona
    return TruePerson(
        id=row.id,
        name=row.name,
        role=PROSPECT,
        label=row.name,
        email=row.email,
        phone=row.phone,
        persona_role=persona.role,
        traits=list(persona.traits),
        objections=list(persona.objections),
    )


def _with_label(person: TruePerson, label: str, *, wrong: bool, phone_only: bool) -> TruePerson:
    return msgspec.structs.replace(person, label=label, label_is_wrong=wrong and not phone_only, phone_only=phone_only)

"""Evidence that a speaker is a person: from the platform, the invitation and the CRM, each with its weight.

A weight is the share of cases in which this evidence alone would be right; see the README for where they come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from talktrack.core.conversation import Participant
from talktrack.core.knowledge import digits
from talktrack.ingestion.attribute.names import name_of_email, name_words
from talktrack.ingestion.attribute.people import Person

PHONE_DIGITS = 7
LOCAL_PART = 4


@dataclass(frozen=True)
class Evidence:
    """`speaker` is participant id, `person` a candidate's key, `kind` a code without personal data."""

    speaker: str
    person: str
    kind: str
    weight: float


@dataclass(frozen=True)
class Weights:
    """How much each kind of evidence is worth on its own, in (0, 1)."""

    platform_email: float = 0.96
    phone: float = 0.95
    full_name: float = 0.90
    name_in_email: float = 0.80
    first_name: float = 0.75
    initials: float = 0.55
    unknown_name: float = 0.60
    introduction: float = 0.90
    introduction_first_name: float = 0.80
    addressed: float = 0.35
    remaining: float = 0.70
    uninvited: float = 0.85


def platform_evidence(
    participants: Sequence[Participant], people: Sequence[Person], weights: Weights
) -> list[Evidence]:
    """Return what mail addresses, phone numbers and labels say."""
    found: list[Evidence] = []
    for participant in participants:
        for person in people:
            kind, weight = _compare(participant, person, weights)
            if kind:
                found.append(Evidence(participant.id, person.key, kind, weight))
    return _shared(found, people, weights)


def _compare(participant: Participant, person: Person, weights: Weights) -> tuple[str, float]:
    """Return the strongest agreement between a participant as the source describes them and a person."""
    if participant.email and person.email and participant.email.lower() == person.email.lower():
        return "platform_email", weights.platform_email
    if person.phone and _same_number(participant, person.phone):
        return "phone", weights.phone
    return _compare_names(name_words(participant.name or participant.label), person, weights)


def _same_number(participant: Participant, phone: str) -> bool:
    number = digits(phone)
    told = [digits(value) for value in (participant.phone or "", participant.label)]
    return any(len(t) >= PHONE_DIGITS and (t == number or number.endswith(t) or t.endswith(number)) for t in told)


def _compare_names(label: tuple[str, ...], person: Person, weights: Weights) -> tuple[str, float]:
    words = person.words
    if not label or not words:
        return "", 0.0
    if (
        len(label) > 1
        and len(words) > 1
        and (set(label) == set(words) or (label[0], label[-1]) == (words[0], words[-1]))
    ):
        known = person.email or person.contact_id
        return ("full_name", weights.full_name) if known else ("unknown_name", weights.unknown_name)
    if len(label) == 1 and label[0] in {words[0], words[-1]}:
        return "first_name", weights.first_name
    if len(label) > 1 and len(words) > 1 and _abbreviated(label, words):
        return "initials", weights.initials
    spelled = person.email is not None and _spells(label, person.email)
    return ("name_in_email", weights.name_in_email) if spelled else ("", 0.0)


def _abbreviated(label: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Say whether "Dana R" or "D Reed" abbreviates "Dana Reed"."""
    first, last = label[0], label[-1]
    return (first == words[0] and len(last) == 1 and words[-1].startswith(last)) or (
        len(first) == 1 and words[0].startswith(first) and last == words[-1]
    )


def _spells(label: tuple[str, ...], email: str) -> bool:
    local = name_of_email(email).replace(" ", "").lower()
    joined = "".join(label)
    return len(joined) >= LOCAL_PART and local in {joined, label[0][:1] + label[-1], label[0] + label[-1][:1]}


def _shared(found: list[Evidence], people: Sequence[Person], weights: Weights) -> list[Evidence]:
    """Weaken a name that fits several people: divide it among them, and mistrust who was not invited."""
    invited = {p.key for p in people if p.invited}
    result = []
    for item in found:
        rivals = [e for e in found if e.speaker == item.speaker and e.kind == item.kind]
        if invited and len(rivals) > 1 and any(e.person in invited for e in rivals):
            rivals = [e for e in rivals if e.person in invited]
        if item not in rivals:
            continue
        outside = bool(invited) and item.person not in invited and item.kind not in {"platform_email", "phone"}
        weight = item.weight / len(rivals) * (weights.uninvited if outside else 1.0)
        result.append(Evidence(item.speaker, item.person, item.kind, weight))
    return result

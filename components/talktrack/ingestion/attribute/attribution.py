"""Attributing one conversation: collect evidence, decide identities, complete roles, write them into the record."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from talktrack.core.conversation import CHAT, PROSPECT, SELLER, UNKNOWN, Conversation, Participant, Turn
from talktrack.ingestion.attribute.decision import Identity, decide
from talktrack.ingestion.attribute.directory import EXTERNAL, INTERNAL, Directory
from talktrack.ingestion.attribute.evidence import Evidence, Weights, platform_evidence
from talktrack.ingestion.attribute.people import Person, candidates
from talktrack.ingestion.attribute.roles import resolve, role_of_label
from talktrack.ingestion.attribute.spoken import spoken_evidence

THRESHOLD = 0.6
SIDES = {INTERNAL: SELLER, EXTERNAL: PROSPECT}
AFFILIATIONS = {SELLER: INTERNAL, PROSPECT: EXTERNAL}


@dataclass(frozen=True)
class Attributed:
    """The conversation with its speakers named, and the reasons why a person should look at it (none: no need)."""

    conversation: Conversation
    reasons: list[str] = field(default_factory=list)


def attribute(conversation: Conversation, directory: Directory, threshold: float = THRESHOLD) -> Attributed:
    """Name the speakers of a conversation; low confidence is recorded, reported and never stops the conversation."""
    weights = Weights()
    people = candidates(conversation, directory)
    speakers = [p.id for p in conversation.participants]
    evidence = platform_evidence(conversation.participants, people, weights)
    evidence += spoken_evidence(conversation.turns, people, weights)
    evidence += _remaining(speakers, people, evidence, weights)
    identities = decide(speakers, evidence)
    by_key = {person.key: person for person in people}
    named = [_named(p, identities[p.id], by_key, threshold) for p in conversation.participants]
    named = _with_roles(named, conversation.turns, directory)
    result = msgspec.structs.replace(
        conversation, participants=named, turns=[_turn(t, identities) for t in conversation.turns]
    )
    # Public dialogues are between people whom the tenant does not know: nobody could say who they are.
    known = conversation.channel != CHAT and any(p.contact_id or p.email for p in people)
    return Attributed(result, _reasons(result, identities, known=known, threshold=threshold))


def _remaining(speakers: list[str], people: list[Person], evidence: list[Evidence], weights: Weights) -> list[Evidence]:
    """When one invited person is not found and one speaker is nobody invited, that one is probably the other.

    A speaker under the name of somebody who was not invited counts as nobody invited: rooms and borrowed accounts.
    """
    found = decide(speakers, evidence)
    invited = {p.key for p in people if p.invited}
    sure = {i.person for i in found.values() if i.person in invited and i.confidence >= THRESHOLD}
    left = [s for s in speakers if found[s].person not in sure]
    free = sorted(invited - sure)
    return [Evidence(left[0], free[0], "remaining", weights.remaining)] if len(left) == len(free) == 1 else []


def _named(participant: Participant, identity: Identity, people: dict[str, Person], threshold: float) -> Participant:
    person = people.get(identity.person or "")
    if person is None or identity.confidence < min(threshold, 0.5):
        return participant
    return msgspec.structs.replace(
        participant,
        name=person.name,
        email=person.email or participant.email,
        phone=person.phone or participant.phone,
        affiliation=person.affiliation if person.affiliation != UNKNOWN else participant.affiliation,
        crm_contact_id=person.contact_id or participant.crm_contact_id,
    )


def _with_roles(people: list[Participant], turns: list[Turn], directory: Directory) -> list[Participant]:
    known: dict[str, str | None] = {}
    for p in people:
        side = p.affiliation if p.affiliation in SIDES else directory.affiliation(p.email)
        known[p.id] = SIDES.get(side) or (p.role if p.role in AFFILIATIONS else role_of_label(p.label))
    roles = resolve(known, turns)
    return [msgspec.structs.replace(p, role=roles[p.id], affiliation=AFFILIATIONS[roles[p.id]]) for p in people]


def _turn(turn: Turn, identities: dict[str, Identity]) -> Turn:
    identity = identities.get(turn.speaker_id or "")
    if identity is None:
        return turn
    heard = 1.0 if turn.speaker_confidence is None else turn.speaker_confidence
    return msgspec.structs.replace(
        turn, speaker_confidence=round(identity.confidence * heard, 4), evidence=(*turn.evidence, *identity.evidence)
    )


def _reasons(
    conversation: Conversation, identities: dict[str, Identity], *, known: bool, threshold: float
) -> list[str]:
    speaking = {turn.speaker_id for turn in conversation.turns}
    uncertain = any(i.confidence < threshold for speaker, i in identities.items() if speaker in speaking)
    return ["attribution_uncertain"] if known and uncertain else []

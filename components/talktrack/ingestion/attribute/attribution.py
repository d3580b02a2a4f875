"""Attributing one conversation: collect evidence, decide identities, complete roles, write them into the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import msgspec

from talktrack.core.conversation import CHAT, PROSPECT, SELLER, UNKNOWN, Conversation, Participant, Turn
from talktrack.ingestion.attribute.accounts import likely_accounts
from talktrack.ingestion.attribute.candidates import Cast, candidates
from talktrack.ingestion.attribute.decision import RIVAL, Identity, decide
from talktrack.ingestion.attribute.directory import EXTERNAL, INTERNAL, Directory
from talktrack.ingestion.attribute.evidence import (
    Evidence,
    chairs,
    contradictions,
    platform_evidence,
    reviewed_evidence,
    signature_evidence,
)
from talktrack.ingestion.attribute.names import person_words
from talktrack.ingestion.attribute.people import Person
from talktrack.ingestion.attribute.roles import resolve, role_of_label, side_evidence
from talktrack.ingestion.attribute.spoken import introduced_names, spoken_evidence
from talktrack.ingestion.attribute.weights import LABELLED

THRESHOLD = 0.6
UNCERTAIN, CONFLICT = "attribution_uncertain", "attribution_conflict"
SIDES = {INTERNAL: SELLER, EXTERNAL: PROSPECT}
AFFILIATIONS = {SELLER: INTERNAL, PROSPECT: EXTERNAL}


@dataclass(frozen=True)
class Attributed:
    """The conversation with its speakers named, and the reasons why a person should look at it (none: no need).

    `confidence` is how sure the identity of each participant is, `doubtful` are those below the threshold.
    """

    conversation: Conversation
    reasons: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    confidence: dict[str, float] = field(default_factory=dict)


def attribute(conversation: Conversation, directory: Directory, threshold: float = THRESHOLD) -> Attributed:
    """Name the speakers of a conversation; low confidence is recorded, reported and never stops the conversation."""
    evidence, cast = gather(conversation, directory)
    artificial = artificial_participants(conversation)
    speakers = [p.id for p in conversation.participants if p.id not in artificial]
    people = {person.key: person for person in cast.people}
    identities = decide(speakers, evidence, cast)
    foreign = is_foreign(conversation, evidence, people, directory)
    if foreign:
        identities = {speaker: doubted(identity) for speaker, identity in identities.items()}
    named = [_named(p, identities.get(p.id, Identity()), people, threshold) for p in conversation.participants]
    named = _with_roles(named, conversation.turns, directory)
    result = msgspec.structs.replace(
        conversation, participants=named, turns=[_turn(t, identities) for t in conversation.turns]
    )
    # Public dialogues are between people whom the tenant does not know: nobody could say who they are.
    if conversation.channel == CHAT or not any(person.is_known for person in cast.people):
        return Attributed(result, confidence=_confidence(identities))
    speaking = {turn.speaker_id for turn in conversation.turns}
    doubtful = sorted(s for s, identity in identities.items() if s in speaking and identity.confidence < threshold)
    torn = not foreign and any(identities[speaker].rival >= RIVAL for speaker in doubtful)
    reasons = [CONFLICT if torn else UNCERTAIN] if doubtful else []
    return Attributed(result, reasons, doubtful, _confidence(identities))


def gather(conversation: Conversation, directory: Directory) -> tuple[list[Evidence], Cast]:
    """Return all evidence about a conversation's speakers, and the people whom it is about."""
    meeting = directory.meeting(conversation)
    accounts = likely_accounts(conversation, meeting, directory)
    cast = candidates(conversation, meeting, accounts, introduced_names(conversation.turns), directory)
    evidence = reviewed_evidence(conversation, cast, directory.memory, list(accounts))
    evidence += platform_evidence(conversation, cast, {e.speaker for e in evidence})
    evidence += signature_evidence(conversation, cast)
    evidence += spoken_evidence(conversation.turns, cast.people, directory.companies(cast.people))
    evidence += chairs(conversation, cast, evidence)
    evidence += side_evidence(conversation, cast, evidence)
    return evidence + contradictions(conversation, cast, evidence), cast


class _Told(msgspec.Struct, frozen=True):
    ai_participants: list[str] = []


def is_foreign(
    conversation: Conversation, evidence: Sequence[Evidence], people: dict[str, Person], directory: Directory
) -> bool:
    """Tell whether the platform names the speakers and the tenant, who knows its sellers, knows none of them.

    Then the conversation may have come from another company's folder, and what is said in it proves little.
    """
    is_named = any(p.email or person_words(p.name or p.label) for p in conversation.participants)
    told = (e for e in evidence if e.kind in LABELLED or e.kind.startswith("signature"))
    return bool(directory.sellers) and is_named and not any(directory.knows(people[e.person]) for e in told)


def doubted(identity: Identity) -> Identity:
    """Return an identity of a conversation that half of the time is not the tenant's."""
    return replace(identity, confidence=round(identity.confidence / 2, 4), rival=round(identity.rival / 2, 4))


def artificial_participants(conversation: Conversation) -> frozenset[str]:
    """Return the participants whom a practice program plays: they are nobody, whatever name they have."""
    if '"ai_participants"' not in conversation.metadata_json:
        return frozenset()
    try:
        return frozenset(msgspec.json.decode(conversation.metadata_json, type=_Told).ai_participants)
    except msgspec.DecodeError:
        return frozenset()


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


def _confidence(identities: dict[str, Identity]) -> dict[str, float]:
    return {speaker: identity.confidence for speaker, identity in identities.items()}

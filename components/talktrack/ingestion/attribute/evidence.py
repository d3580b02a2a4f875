"""Evidence that a speaker is a person: from the platform, the mail's signature, and reviewers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import msgspec

from talktrack.core.conversation import UNKNOWN, Conversation, Participant
from talktrack.ingestion.attribute.candidates import Cast
from talktrack.ingestion.attribute.names import is_shared, name_words, person_words
from talktrack.ingestion.attribute.people import INVITED, STRANGER, Person, forms_of_label
from talktrack.ingestion.attribute.phones import phone_digits, same_number, tail
from talktrack.ingestion.attribute.remembered import Memory
from talktrack.ingestion.attribute.weights import LABELLED, LABELS, OTHER_EMAIL, OTHER_NAME, OTHER_SIDE, OTHER_WORD

MOST_CHAIRS = 400
SIGNATURE_LINES = 12
SIGNATURE_WORDS = 4


@dataclass(frozen=True)
class Evidence:
    """`speaker` is a participant's id, `person` a candidate's key, `kind` a code, `by` the reviewer who said so."""

    speaker: str
    person: str
    kind: str
    amount: float = 1.0
    by: str = ""


class Labels:
    """Finds the candidates whom a participant's mail, number or label means, without asking all of them."""

    def __init__(self, people: Iterable[Person]) -> None:
        """Index the candidates by every form in which they may be written."""
        self._people = {person.key: person for person in people}
        self._found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for person in self._people.values():
            if person.email:
                self._found["platform_email", person.email.lower()].append(person.key)
            if person.contact_id:
                self._found["crm_contact", person.contact_id].append(person.key)
            if person.number:
                self._found["phone", tail(person.number)].append(person.key)
            for kind, forms in person.labels.items():
                for form in forms:
                    self._found[kind, form].append(person.key)

    def meant(self, participant: Participant) -> dict[str, str]:
        """Return by candidate the strongest kind of agreement with a participant."""
        found: dict[str, str] = {}
        for kind, form in self._asked(participant):
            for key in self._found.get((kind, form), ()):
                found.setdefault(key, kind)
        return {key: self._weakened(key, kind) for key, kind in found.items()}

    def _asked(self, participant: Participant) -> Iterator[tuple[str, str]]:
        forms = forms_of_label(person_words(participant.name or participant.label))
        numbers = {phone_digits(participant.phone), phone_digits(participant.label)} - {""}
        asked: dict[str, Iterable[str]] = {
            **forms,
            "platform_email": {value.strip().lower() for value in (participant.email or "", participant.label)},
            "crm_contact": [participant.crm_contact_id] if participant.crm_contact_id else [],
            "phone": {tail(number) for number in numbers},
        }
        for kind in LABELS:
            yield from ((kind, form) for form in asked.get(kind, ()))

    def _weakened(self, key: str, kind: str) -> str:
        """Return a kind that says less where only a label names somebody, or where an address is nobody's own."""
        person = self._people[key]
        if kind == "platform_email":
            return "shared_mailbox" if person.contact_id is None and is_shared(person.email) else kind
        return "unknown_name" if person.group == STRANGER and kind != "crm_contact" else kind


def platform_evidence(conversation: Conversation, cast: Cast, decided: AbstractSet[str]) -> list[Evidence]:
    """Return what mail addresses, phone numbers, CRM ids and labels say.

    A label that a reviewer `decided` about is no longer the name of a stranger.
    """
    labels, found = Labels(cast.people), []
    people = {person.key: person for person in cast.people}
    for participant in conversation.participants:
        meant = {key: kind for key, kind in labels.meant(participant).items() if _holds(kind, participant, people[key])}
        if participant.id in decided:
            meant = {key: kind for key, kind in meant.items() if kind != "unknown_name"}
        found += [Evidence(participant.id, key, kind) for key, kind in meant.items()]
    return found


def _holds(kind: str, participant: Participant, person: Person) -> bool:
    """Check a number as a whole: it was looked up by its end."""
    told = (phone_digits(participant.phone), phone_digits(participant.label))
    return kind != "phone" or any(same_number(number, person.number) for number in told)


def chairs(conversation: Conversation, cast: Cast, found: Sequence[Evidence]) -> list[Evidence]:
    """Return who else may sit where: each speaker with each invited person, in large meetings only those left over."""
    speakers = [p.id for p in conversation.participants]
    invited = [p.key for p in cast.people if p.group == INVITED]
    if len(speakers) * len(invited) > MOST_CHAIRS:
        named, taken = {e.speaker for e in found}, {e.person for e in found}
        speakers = [speaker for speaker in speakers if speaker not in named]
        invited = [key for key in invited if key not in taken]
    if len(speakers) * len(invited) > MOST_CHAIRS:
        return []
    return [Evidence(speaker, key, "remaining") for speaker in speakers for key in invited]


def contradictions(conversation: Conversation, cast: Cast, found: Sequence[Evidence]) -> list[Evidence]:
    """Return what speaks against the pairs for which something else speaks: another name, address or side."""
    agreed = {
        (e.speaker, e.person) for e in found if e.kind in LABELLED or e.kind in {"unknown_name", "shared_mailbox"}
    }
    people = {person.key: person for person in cast.people}
    participants = {p.id: p for p in conversation.participants}
    against: list[Evidence] = []
    for speaker, key in dict.fromkeys((e.speaker, e.person) for e in found):
        kinds = _against(participants[speaker], people[key], agreed=(speaker, key) in agreed)
        against += [Evidence(speaker, key, kind) for kind in kinds]
    return against


def _against(participant: Participant, person: Person, *, agreed: bool) -> Iterator[str]:
    sides = {participant.affiliation, person.affiliation}
    if len(sides - {UNKNOWN}) > 1:
        yield OTHER_SIDE
    if agreed:
        return
    words = person_words(participant.name or participant.label)
    if words:
        yield OTHER_NAME if len(words) > 1 else OTHER_WORD
    if participant.email and person.email and not is_shared(participant.email):
        yield OTHER_EMAIL


def reviewed_evidence(
    conversation: Conversation, cast: Cast, memory: Memory, accounts: Sequence[str]
) -> list[Evidence]:
    """Return what reviewers decided about the same label, number or address, once per speaker and person."""
    found: dict[tuple[str, str], Evidence] = {}
    for participant in conversation.participants:
        for kind, decision in memory.recall(conversation, participant, accounts):
            key = cast.decided[decision]
            found.setdefault((participant.id, key), Evidence(participant.id, key, kind, by=decision.by))
    return list(found.values())


class _Mail(msgspec.Struct, frozen=True):
    turn: int | None = None
    signature: str = ""


class _Mails(msgspec.Struct, frozen=True):
    mails: list[_Mail] = []


def signature_evidence(conversation: Conversation, cast: Cast) -> list[Evidence]:
    """Return whose name or number stands in the signature of each writer's mails."""
    if '"signature"' not in conversation.metadata_json:
        return []
    try:
        mails = msgspec.json.decode(conversation.metadata_json, type=_Mails).mails
    except msgspec.DecodeError:
        return []
    labels = {" ".join(p.words): p.key for p in cast.people if len(p.words) > 1}
    numbers = {tail(p.number): p for p in cast.people if p.number}
    found: dict[Evidence, None] = {}
    for mail in mails:
        if mail.turn is None or not 0 <= mail.turn < len(conversation.turns):
            continue
        speaker = conversation.turns[mail.turn].speaker_id
        for line in mail.signature.splitlines()[:SIGNATURE_LINES] if speaker else ():
            found |= dict.fromkeys(_signed(str(speaker), line, labels, numbers))
    return list(found)


def _signed(speaker: str, line: str, names: dict[str, str], numbers: dict[str, Person]) -> Iterator[Evidence]:
    words = name_words(line) if len(line.split()) <= SIGNATURE_WORDS else ()
    key = names.get(" ".join(words))
    if key:
        yield Evidence(speaker, key, "signature_name")
    number = phone_digits(line.partition(":")[2] or line)
    person = numbers.get(tail(number)) if number else None
    if person and same_number(person.number, number):
        yield Evidence(speaker, person.key, "signature_phone")

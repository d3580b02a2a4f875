"""A harder world than the generator's: the same calls under poorer labels, with gaps in the CRM and the calendar.

Nothing of what is said is changed; who spoke is known as before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import msgspec

from talktrack.core.conversation import Conversation, Participant, Turn
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Contact, Meeting
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.organisation import Organisation
from talktrack.world.truth import TruePerson

STYLES = {
    "as_is": 0.34, "first": 0.12, "reversed": 0.08, "initials": 0.1, "account": 0.08, "user": 0.06, "voices": 0.22,
}  # fmt: skip
ROOMS = ("Conference Room B", "iPad", "Guest 2", "Boardroom", "Unknown")
IN_ROOM, BORROWED, SWAPPED = 0.08, 0.03, 0.01
NOT_IN_CRM, NO_PHONE, NAMESAKE = 0.25, 0.3, 0.08
NO_MEETING, ABSENT, SUBSTITUTE = 0.2, 0.3, 0.25
MISHEARD_VOICE = 0.04


@dataclass(frozen=True)
class Heard:
    """A conversation as a reader makes it, and who each of its participants truly is."""

    conversation: Conversation
    truth: Mapping[str, TruePerson]
    call: TrueConversation


def as_generated(organisation: Organisation) -> tuple[list[Heard], Knowledge]:
    """Return the calls and the knowledge of an organisation as they are."""
    calls = [Heard(call.conversation(), _truth(call), call) for call in generate(organisation)]
    return calls, Knowledge(
        organisation.accounts(),
        organisation.contacts(),
        organisation.deals(),
        organisation.stage_changes(),
        organisation.meetings(),
    )


def strained(organisation: Organisation) -> tuple[list[Heard], Knowledge]:
    """Return the same calls under poorer labels, and the knowledge with gaps and namesakes."""
    calls, known = as_generated(organisation)
    rng = organisation.random("strained")
    contacts = list(_contacts(rng, list(known.contacts.values())))
    meetings = list(_meetings(rng, list(known.meetings.values()), contacts))
    poorer = Knowledge(known.accounts.values(), contacts, known.deals.values(), known.stages, meetings)
    return [_relabelled(rng, heard, known) for heard in calls], poorer


def _truth(call: TrueConversation) -> dict[str, TruePerson]:
    order = dict.fromkeys(line.speaker for line in call.recording.lines if line.speaker is not None)
    return {f"s{place}": call.recording.people[speaker] for place, speaker in enumerate(order, start=1)}


def _contacts(rng: Random, contacts: Sequence[Contact]) -> Iterator[Contact]:
    guests = [contact for contact in contacts if contact.account_id]
    for contact in contacts:
        phone = None if rng.random() < NO_PHONE else contact.phone
        if contact.account_id is None or rng.random() >= NOT_IN_CRM:
            yield msgspec.structs.replace(contact, phone=phone)
        if contact.account_id and rng.random() < NAMESAKE:
            other = rng.choice(guests)
            if other.account_id != contact.account_id:
                yield Contact(id=f"{contact.id}-2", name=contact.name, account_id=other.account_id)


def _meetings(rng: Random, meetings: Sequence[Meeting], contacts: Sequence[Contact]) -> Iterator[Meeting]:
    for meeting in meetings:
        if rng.random() < NO_MEETING:
            continue
        people = dict(zip(meeting.attendees, meeting.attendee_names, strict=True))
        if rng.random() < SUBSTITUTE and len(people) > 1:
            people.pop(list(people)[-1])
        domain = meeting.attendees[1].partition("@")[2]
        absent = [c for c in contacts if c.email and c.email.endswith(domain) and c.email not in people]
        if absent and rng.random() < ABSENT:
            guest = rng.choice(absent)
            people[str(guest.email)] = guest.name
        yield msgspec.structs.replace(meeting, attendees=list(people), attendee_names=list(people.values()))


def _relabelled(rng: Random, heard: Heard, known: Knowledge) -> Heard:
    style = rng.choices(list(STYLES), list(STYLES.values()))[0]
    people, spoken = list(heard.conversation.participants), heard.conversation
    if style == "voices":
        people = [Participant(id=p.id, label=f"Speaker {p.id[1:]}") for p in people]
        turns = [_by_voice(rng, turn, [p.id for p in people]) for turn in spoken.turns]
        return Heard(msgspec.structs.replace(spoken, participants=people, turns=turns), heard.truth, heard.call)
    if style != "as_is":
        people = [_styled(p, heard.truth[p.id], style, known) for p in people]
    people = list(_disturbed(rng, people, heard, known))
    return Heard(msgspec.structs.replace(spoken, participants=people), heard.truth, heard.call)


def _by_voice(rng: Random, turn: Turn, speakers: Sequence[str]) -> Turn:
    """Return a turn as diarization gives it: now and then to the wrong voice, and then less sure of it."""
    if turn.speaker_id is None:
        return turn
    wrong = rng.random() < MISHEARD_VOICE
    speaker = rng.choice(speakers) if wrong else turn.speaker_id
    sure = rng.uniform(0.4, 0.9) if wrong else rng.uniform(0.7, 1.0)
    return msgspec.structs.replace(turn, speaker_id=speaker, speaker_confidence=sure, evidence=("voice",))


def _styled(participant: Participant, person: TruePerson, style: str, known: Knowledge) -> Participant:
    if person.phone_only or person.label_is_wrong:
        return participant
    first, last = person.name.split(" ", 1)
    contact = known.contacts[person.id]
    company = known.accounts[contact.account_id].name if contact.account_id else "Sales Team"
    label = {
        "first": first,
        "reversed": f"{last}, {first}",
        "initials": f"{first} {last[0]}.",
        "account": f"{person.name} ({company})",
        "user": f"{first[0]}{last}".lower(),
    }[style]
    return Participant(id=participant.id, label=label)


def _disturbed(rng: Random, people: Sequence[Participant], heard: Heard, known: Knowledge) -> Iterator[Participant]:
    """Yield the participants, some in a room, some with a colleague's account, some with each other's label."""
    if len(people) > 1 and rng.random() < SWAPPED:
        one, other = people[-1], people[-2]
        people = [*people[:-2], _called(other, one.label), _called(one, other.label)]
    present = {person.name for person in heard.truth.values()}
    for participant in people:
        account = known.contacts[heard.truth[participant.id].id].account_id
        colleagues = [c.name for c in known.contacts_by_account.get(account or "", []) if c.name not in present]
        draw = rng.random()
        if draw < IN_ROOM:
            yield _called(participant, rng.choice(ROOMS))
        elif draw < IN_ROOM + BORROWED and colleagues:
            yield _called(participant, rng.choice(colleagues))
        else:
            yield participant


def _called(participant: Participant, label: str) -> Participant:
    return Participant(id=participant.id, label=label)

"""What reviewers decided about who somebody is, and what of it holds for a later conversation.

A mail address, a number and a platform's own id mean the same person everywhere. So does a label that is a full name.
A label of one word means the same person at the same account only, and a place, a device or "Speaker 1" means somebody
in its own conversation only: tomorrow somebody else sits in Conference Room 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from talktrack.core.conversation import Conversation, Participant
from talktrack.ingestion.attribute.names import folded, is_shared, person_words
from talktrack.ingestion.attribute.phones import phone_digits

Key = tuple[str, ...]
VOICE = "voice"
HERE, ADDRESS, LABEL = "reviewed_here", "reviewed_address", "reviewed_label"


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """One decision: who the speaker with this label, phone, email or platform id is, by whom and when.

    `person` is a CRM contact id, else a name, a mail address, or "Name <mail>". What is None was not known of the
    speaker; `conversation_id`, `event_id`, `account_id` and `speaker_id` are those of the reviewed conversation.
    """

    person: str
    by: str
    at: datetime
    label: str | None = None
    phone: str | None = None
    email: str | None = None
    platform_id: str | None = None
    conversation_id: str | None = None
    event_id: str | None = None
    account_id: str | None = None
    speaker_id: str | None = None


def remembered_of(
    conversation: Conversation, speakers: Mapping[str, str], *, by: str, at: datetime
) -> list[Remembered]:
    """Return what a decision on a conversation teaches; `speakers` maps a participant's id or label to a person.

    The conversation may have been attributed before somebody looked at it. An address that attribution wrote into it,
    from whomever it took the speaker for, teaches nothing.
    """
    told = {participant.id: _told(conversation, participant) for participant in conversation.participants}
    return [
        Remembered(
            person=person,
            by=by,
            at=at,
            label=participant.label,
            phone=participant.phone if "phone" in told[participant.id] else None,
            email=participant.email if "platform_email" in told[participant.id] else None,
            conversation_id=conversation.id,
            event_id=conversation.event_id,
            account_id=conversation.account_id,
            speaker_id=participant.id,
        )
        for participant in conversation.participants
        if (person := speakers.get(participant.id) or speakers.get(participant.label))
    ]


def _told(conversation: Conversation, participant: Participant) -> frozenset[str]:
    """Return which addresses of a participant are the source's own: those that agreed, all where nothing was judged."""
    codes = {code for turn in conversation.turns if turn.speaker_id == participant.id for code in turn.evidence}
    return frozenset(codes) if codes - {VOICE} else frozenset({"phone", "platform_email"})


class Memory:
    """Decisions by what they hold for, the latest of several first; looking one up does not depend on how many."""

    def __init__(self, remembered: Iterable[Remembered] = ()) -> None:
        """Index the decisions."""
        self._by_key: dict[Key, Remembered] = {}
        for decision in sorted(remembered, key=lambda one: one.at):
            for _, key in _keys_of_decision(decision):
                self._by_key[key] = decision

    def recall(
        self, conversation: Conversation, participant: Participant, accounts: Sequence[str]
    ) -> Iterator[tuple[str, Remembered]]:
        """Yield (kind of evidence, decision) for what holds for a participant here; `accounts` are the likely ones."""
        if not self._by_key:
            return
        keys = _keys_of_participant(conversation, participant, accounts)
        found = [(kind, decision) for kind, key in keys if (decision := self._by_key.get(key))]
        if not any(kind == HERE for kind, _ in found):
            # The label may have been written otherwise when it was reviewed; the speaker's id has not changed.
            decision = self._by_key.get(("speaker", conversation.id, participant.id))
            found += [(HERE, decision)] if decision else []
        yield from found


def _keys_of_decision(decision: Remembered) -> Iterator[tuple[str, Key]]:
    places = {decision.conversation_id, decision.event_id}
    accounts = (decision.account_id,) if decision.account_id else ()
    addresses = {decision.email, decision.phone, decision.platform_id}
    yield from _keys(decision.label or "", addresses, places, accounts)
    if decision.platform_id:
        yield ADDRESS, ("platform", decision.platform_id)
    if decision.conversation_id and decision.speaker_id:
        yield HERE, ("speaker", decision.conversation_id, decision.speaker_id)


def _keys_of_participant(
    conversation: Conversation, participant: Participant, accounts: Sequence[str]
) -> Iterator[tuple[str, Key]]:
    addresses = {participant.email, participant.phone, participant.label}
    yield from _keys(participant.label, addresses, {conversation.id, conversation.event_id}, accounts)
    yield ADDRESS, ("platform", participant.label)


def _keys(
    label: str, addresses: set[str | None], places: set[str | None], accounts: Sequence[str]
) -> Iterator[tuple[str, Key]]:
    for place in sorted(filter(None, places)):
        yield HERE, ("here", place, folded(label))
    for value in sorted(filter(None, {*addresses, label})):
        number = phone_digits(value)
        if "@" in value and not is_shared(value):
            yield ADDRESS, ("email", value.strip().lower())
        elif number and not any(c.isalpha() for c in value):
            yield ADDRESS, ("phone", number[-9:])
    words = person_words(label)
    if len(words) > 1:
        yield LABEL, ("label", *sorted(words))
    elif words:
        yield from ((LABEL, ("label", account, *words)) for account in accounts)

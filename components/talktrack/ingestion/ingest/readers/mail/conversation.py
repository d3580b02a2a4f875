"""The conversation that a thread of mails is: one turn per mail that says something, in the order of their dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import msgspec

from talktrack.core.conversation import Conversation, Participant, Turn
from talktrack.ingestion.ingest.readers.mail.addresses import Address
from talktrack.ingestion.ingest.readers.mail.message import Message
from talktrack.ingestion.ingest.readers.mail.signature import phone
from talktrack.ingestion.ingest.readers.mail.threads import Thread
from talktrack.ingestion.ingest.readers.origin import Origin, check_size, event_id

SOURCE = "mail"
CHANNEL = "email"
MAX_PEOPLE = 1000


def conversation(thread: Thread, origins: Sequence[Origin], invited_to: str | None) -> Conversation:
    """Return the conversation of a thread that has at least one mail with text.

    `origins` are the files that hold its mails; `invited_to` is the id of the meeting that the thread is about.

    Raises:
        SourceUnreadableError: ``too_many_turns``.
    """
    check_size(len(thread.messages))
    people = _People()
    turns = [Turn(speaker_id=people.sender(mail), text=mail.said.text) for mail in thread.messages if mail.said.text]
    people.add_receivers(thread.messages)
    started = next((mail.envelope.sent_at for mail in thread.messages if mail.envelope.sent_at), None)
    identity = origins[0].conversation_id(SOURCE, thread.root)
    participants = people.participants()
    return Conversation(
        id=identity,
        tenant=origins[0].tenant,
        event_id=invited_to or event_id(started, [p.email or p.label for p in participants], identity),
        source=SOURCE,
        channel=CHANNEL,
        title=next((title for mail in thread.messages if (title := mail.envelope.subject.title)), None),
        started_at=started,
        participants=participants,
        turns=turns,
        meeting_id=invited_to,
        provenance=[origin.provenance(SOURCE) for origin in origins],
        metadata_json=_metadata(thread.messages),
    )


class _People:
    """Everybody whom the mails name, by address; whoever writes comes first."""

    def __init__(self) -> None:
        self._known: dict[str, Participant] = {}

    def sender(self, mail: Message) -> str | None:
        """Return the participant id of who wrote a mail, with the number that the signature gives."""
        sender = mail.envelope.sender
        if sender is None:
            return None
        person = self._add(sender)
        if person.phone is None and (number := phone(mail.said.signature)):
            self._known[sender.email] = msgspec.structs.replace(person, phone=number)
        return person.id

    def add_receivers(self, mails: Iterable[Message]) -> None:
        """Add who got the mails, up to `MAX_PEOPLE`."""
        for person in chain.from_iterable(chain(mail.envelope.to, mail.envelope.copied) for mail in mails):
            if len(self._known) >= MAX_PEOPLE:
                return
            self._add(person)

    def participants(self) -> list[Participant]:
        """Return everybody in the order in which they came."""
        return list(self._known.values())

    def _add(self, address: Address) -> Participant:
        """Return the participant with an address; the first name that somebody is given counts."""
        person = self._known.get(address.email)
        if person is None:
            label, place = address.name or address.email, len(self._known) + 1
            person = Participant(id=f"s{place}", label=label, name=address.name or None, email=address.email)
        elif person.name is None and address.name:
            person = msgspec.structs.replace(person, label=address.name, name=address.name)
        self._known[address.email] = person
        return person


def _metadata(mails: Sequence[Message]) -> str:
    """Return what no field holds: per mail its id, time, turn, signature, attachments, invitations."""
    turn = -1
    rows: list[dict[str, object]] = []
    for mail in mails:
        turn += bool(mail.said.text)
        row: dict[str, object] = {
            "attachments": mail.attachments,
            "id": mail.links.identity,
            "invitations": mail.invitations,
            "sent_at": mail.envelope.sent_at,
            "signature": mail.said.signature,
            "turn": turn if mail.said.text else None,
        }
        rows.append({name: value for name, value in row.items() if value not in (None, "", [], ())})
    return msgspec.json.encode({"mails": rows}).decode()

"""One mail as a record: who wrote what to whom, when, and in answer to which others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import sha256
from talktrack.ingestion.ingest.readers.mail import (
    addresses,
    automatic,
    content,
    dates,
    encoded_words,
    header,
    parts,
    quoting,
    signature,
    subject,
)
from talktrack.ingestion.ingest.readers.mail.addresses import Address
from talktrack.ingestion.ingest.readers.mail.content import Attachment, Content
from talktrack.ingestion.ingest.readers.mail.header import Fields, first
from talktrack.ingestion.ingest.readers.mail.invitations import Invitation
from talktrack.ingestion.ingest.readers.mail.signature import Said
from talktrack.ingestion.ingest.readers.mail.subject import Subject
from talktrack.ingestion.ingest.readers.mail.transfer import from_base64

MAX_LINE_BYTES = 64 * 1024
MAX_REFERENCES = 200
MAX_ID_CHARACTERS = 250
MAX_INDEX_CHARACTERS = 400
THREAD_INDEX_BYTES = 22

_ID = re.compile(r"<([^<>\s]{1,250})>")
_NAME_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sent a mail to whom, when, and about what."""

    sender: Address | None
    to: Sequence[Address]
    copied: Sequence[Address]
    sent_at: datetime | None
    subject: Subject


@dataclass(frozen=True, slots=True)
class Links:
    """How a mail names itself and others: references oldest first, and what mailboxes call its thread."""

    identity: str
    references: Sequence[str]
    threads: Sequence[str]


@dataclass(frozen=True, slots=True)
class Message:
    """One mail; `said` is what its sender wrote now. `is_automatic` and `is_bulk` as in `automatic`."""

    envelope: Envelope
    links: Links
    said: Said
    attachments: Sequence[Attachment]
    invitations: Sequence[Invitation]
    is_automatic: bool
    is_bulk: bool
    is_left_out: bool


def parse(data: bytes) -> Message:
    """Return the record of one mail.

    Raises:
        SourceUnreadableError: ``mail_no_header``, ``mail_header_too_long`` or ``mail_too_many_parts``.
    """
    fields, held = opened(data)
    envelope = envelope_of(fields)
    said = signature.parted(quoting.new_lines(held.text), _signs_as(envelope.sender))
    return Message(
        envelope=envelope,
        links=_links(fields, data),
        said=said,
        attachments=held.attachments,
        invitations=held.invitations,
        is_automatic=automatic.is_automatic(fields),
        is_bulk=automatic.is_bulk(fields),
        is_left_out=automatic.is_left_out(fields),
    )


def opened(data: bytes) -> tuple[Fields, Content]:
    """Return the header and the content of one mail.

    Raises:
        SourceUnreadableError: as `parse`.
    """
    data = _with_line_ends(data)
    fields, body = header.split(data, 0, len(data))
    if not fields:
        raise SourceUnreadableError("mail_no_header", "the mail does not begin with a header")
    return fields, content.read(parts.leaves(data, fields, body))


def _with_line_ends(data: bytes) -> bytes:
    """Return lines that end in CR LF or LF: old Macintoshes wrote CR, and copies in text mode write CR CR LF."""
    if b"\r\r\n" in data[:MAX_LINE_BYTES]:
        return data.replace(b"\r\r\n", b"\r\n")
    return data if b"\n" in data[:MAX_LINE_BYTES] else data.replace(b"\r", b"\n")


def envelope_of(fields: Fields) -> Envelope:
    """Return who, to whom, when and about what; a mail without From was sent by its Sender."""
    sender = addresses.parse(fields.get("from", ())) or addresses.parse(fields.get("sender", ()))
    return Envelope(
        sender=sender[0] if sender else None,
        to=addresses.parse(fields.get("to", ())),
        copied=addresses.parse(fields.get("cc", ())),
        sent_at=dates.sent_at(fields),
        subject=subject.parse(encoded_words.plain(first(fields, "subject"))),
    )


def _links(fields: Fields, data: bytes) -> Links:
    """Return the ids; a mail without one is named by its bytes."""
    own = _ids(first(fields, "message-id"))
    identity = own[0] if own else first(fields, "message-id").strip()[:MAX_ID_CHARACTERS] or sha256(data)
    named = _ids(" ".join(fields.get("references", ()))) or _ids(first(fields, "in-reply-to"))[:1]
    references = [name for name in dict.fromkeys(named) if name != identity]
    return Links(identity, [*references[:1], *references[1:][1 - MAX_REFERENCES :]], list(_threads(fields)))


def _ids(value: str) -> list[str]:
    return _ID.findall(value)


def _threads(fields: Fields) -> Iterator[str]:
    """Yield what Gmail and Outlook call the thread: a number; the first bytes of an index that answers prolong."""
    if number := first(fields, "x-gm-thrid").strip():
        yield f"gmail:{number[:MAX_ID_CHARACTERS]}"
    index = from_base64(first(fields, "thread-index")[:MAX_INDEX_CHARACTERS].encode())
    if len(index) >= THREAD_INDEX_BYTES:
        yield f"outlook:{index[:THREAD_INDEX_BYTES].hex()}"


def _signs_as(sender: Address | None) -> list[str]:
    """Return the words of a sender's name, or those of the address where it has none."""
    if sender is None:
        return []
    return _NAME_WORD.findall(sender.name or sender.email.partition("@")[0])

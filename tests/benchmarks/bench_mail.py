"""Pairs of ``make bench`` for mail: 2 000 mails to conversations, against what reads single mails and links nothing.

Ours does more in that time: threads, quotes, signatures, every limit. What both do is asserted equal first: subject,
sender, receivers, time, text, digests of attachments.
"""

from __future__ import annotations

import email
from base64 import b64decode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.policy import default
from functools import cache
from hashlib import sha256
from typing import Any

from talktrack.core.conversation import Conversation
from talktrack.ingestion.ingest.readers.mail import encoded_words, message, reader
from talktrack.ingestion.ingest.readers.mail.header import first
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import File
from tests.benchmarks.mails import THREAD_MAILS, mails
from tests.benchmarks.pair import Pair, Row, measured

MAILS = 2_000
WHAT = "2 000 mails to threads with new text and attachment digests"
ORIGIN = Origin(tenant="acme", uri="bench/mail.eml", sha256="0" * 64)

Seen = tuple[str, str, list[str], datetime | None, str, list[str]]


def mail_parser() -> Pair:
    """Against mail-parser, the parser that most mail tools in Python are built on."""
    import mailparser

    def seen(data: bytes) -> Seen:
        parsed: Any = mailparser.parse_from_bytes(data)
        return (
            _line(parsed.subject),
            parsed.from_[0][1],
            [address for _, address in parsed.to],
            parsed.date.replace(tzinfo=UTC),
            _text(parsed.text_plain[0]),
            [sha256(b64decode(one["payload"])).hexdigest() for one in parsed.attachments],
        )

    return _pair("mail-parser 4.8", 0.9, seen)


def email_default() -> Pair:
    """Against the standard library with its modern policy."""

    def seen(data: bytes) -> Seen:
        parsed: Any = email.message_from_bytes(data, policy=default)
        return (
            _line(parsed["subject"]),
            parsed["from"].addresses[0].addr_spec,
            [address.addr_spec for address in parsed["to"].addresses],
            parsed["date"].datetime.astimezone(UTC),
            _text(parsed.get_body(("plain",)).get_content()),
            [sha256(one.get_content()).hexdigest() for one in parsed.iter_attachments()],
        )

    return _pair("email with policy.default", 0.25, seen)


PAIRS: Sequence[Callable[[], Pair]] = (mail_parser, email_default)


def rows() -> list[Row]:
    """Return every pair's row."""
    return [measured(make()) for make in PAIRS]


def _pair(peer: str, target: float, seen: Callable[[bytes], Seen]) -> Pair:
    sources = _sources()
    files = [File(data, ORIGIN) for data in sources]

    def ours() -> list[Conversation]:
        return [one for one in reader.read(files) if isinstance(one, Conversation)]

    def check() -> None:
        assert list(map(_ours, sources)) == list(map(seen, sources))
        assert [len(one.turns) for one in ours()] == [THREAD_MAILS] * (MAILS // THREAD_MAILS)

    return Pair("ingest", WHAT, peer, target, ours, lambda: list(map(seen, sources)), check)


@cache
def _sources() -> list[bytes]:
    return mails(MAILS)


def _ours(data: bytes) -> Seen:
    fields, held = message.opened(data)
    envelope = message.envelope_of(fields)
    assert envelope.sender is not None
    return (
        encoded_words.plain(first(fields, "subject")),
        envelope.sender.email,
        [address.email for address in envelope.to],
        envelope.sent_at,
        _text(held.text),
        [attachment.sha256 for attachment in held.attachments],
    )


def _line(value: str) -> str:
    return " ".join(value.split())


def _text(value: str) -> str:
    return value.replace("\r\n", "\n").strip()

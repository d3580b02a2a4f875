"""The story of reading mail: every mail by itself, then the threads among them, then one conversation per thread."""

from __future__ import annotations

import codecs
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from talktrack.core import sniff
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import sha256
from talktrack.ingestion.ingest.readers.mail import mailbox, message
from talktrack.ingestion.ingest.readers.mail.conversation import conversation
from talktrack.ingestion.ingest.readers.mail.message import Message
from talktrack.ingestion.ingest.readers.mail.threads import Thread, threads
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import Damaged, File, Reading

Holders = Mapping[str, Mapping[Origin, None]]


def read(files: Sequence[File]) -> Iterator[Reading]:
    """Yield one conversation per thread of the mails in some files, and every mail that cannot be read or is none.

    Files hold one mail (RFC 5322) or many (mbox).
    """
    messages: list[Message] = []
    holders: defaultdict[str, dict[Origin, None]] = defaultdict(dict)
    for file in files:
        for outcome in _parsed(file):
            if isinstance(outcome, Damaged):
                yield outcome
            else:
                messages.append(outcome)
                holders[outcome.links.identity][file.origin] = None
    for thread in threads(messages):
        yield from _readings(thread, holders)


def _parsed(file: File) -> Iterator[Message | Damaged]:
    whole = file.data.removeprefix(codecs.BOM_UTF8)  # editors put a mark before what they save
    is_box = sniff.sniff(whole[: sniff.HEAD_BYTES]) == sniff.MBOX
    found = False
    for data in mailbox.mails(whole) if is_box else (whole,):
        found = True
        yield _outcome(data)
    if not found:
        yield Damaged(file.origin.native_id, "mail_no_messages", "the mailbox holds no mail")


def _outcome(data: bytes) -> Message | Damaged:
    try:
        parsed = message.parse(data)
    except SourceUnreadableError as error:
        return Damaged(sha256(data), error.reason, str(error))
    if parsed.is_left_out:
        return Damaged(parsed.links.identity, "mail_left_out", "spam, deleted, or a draft")
    return parsed


def _readings(thread: Thread, holders: Holders) -> Iterator[Reading]:
    """Yield the conversation of a thread without what programs wrote, and each of these mails."""
    is_answered = any(not mail.is_automatic and not mail.is_bulk for mail in thread.messages)
    written: list[Message] = []
    for mail in thread.messages:
        if mail.is_automatic or (mail.is_bulk and not is_answered):
            yield Damaged(mail.links.identity, "mail_automatic", "an automatic answer, a list or a newsletter")
        else:
            written.append(mail)
    if written:
        yield _conversation(Thread(thread.root, written), _origins(written, holders), _meeting(thread.messages))


def _conversation(thread: Thread, origins: Sequence[Origin], meeting_id: str | None) -> Reading:
    if not any(mail.said.text for mail in thread.messages):
        return Damaged(thread.root, "mail_no_text", "no mail of the thread has a text of its own")
    try:
        return conversation(thread, origins, meeting_id)
    except SourceUnreadableError as error:
        return Damaged(thread.root, error.reason, str(error))


def _origins(mails: Iterable[Message], holders: Holders) -> list[Origin]:
    return list(dict.fromkeys(origin for mail in mails for origin in holders[mail.links.identity]))


def _meeting(mails: Iterable[Message]) -> str | None:
    """Return the first meeting that a thread speaks of."""
    return next((invitation.meeting_id for mail in mails for invitation in mail.invitations), None)

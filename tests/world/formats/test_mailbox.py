"""Conversations held by mail: what was said comes back whole, whatever program wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest

from talktrack.core.conversation import Conversation
from talktrack.core.ids import stable_id
from talktrack.ingestion.ingest.readers.mail import reader
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import Damaged, File, Reading
from talktrack.world.conversations import generate
from talktrack.world.formats.mailbox import first_mail_id, sent_at, write_mailbox, write_mails
from talktrack.world.organisation import Organisation
from talktrack.world.recording import Recording

BOOKS = ("first", "second")


@cache
def recordings(book: str) -> Sequence[Recording]:
    """Return a few short calls, as if they had been held by mail."""
    organisation = Organisation(seed=5, tenant="acme", book=book, conversations=12, turns=14)
    return [call.recording for call in generate(organisation)]


def read(*data: bytes) -> list[Reading]:
    """Read files as one bundle."""
    files = [File(one, Origin(tenant="acme", uri=f"in/{place}", sha256=str(place))) for place, one in enumerate(data)]
    return list(reader.read(files))


def said(conversation: Conversation) -> list[tuple[str | None, str]]:
    """Return who wrote what, on one line."""
    names = {person.id: person.name for person in conversation.participants}
    return [(names.get(turn.speaker_id or ""), " ".join(turn.text.split())) for turn in conversation.turns]


def meant(recording: Recording) -> list[tuple[str | None, str]]:
    """Return who said what."""
    people = recording.people
    return [
        (None if line.speaker is None else people[line.speaker].name, " ".join(line.text.split()))
        for line in recording.lines
    ]


@pytest.mark.parametrize("book", BOOKS)
def test_a_thread_of_files_says_what_was_said(book: str) -> None:
    """Every program's quotes, signatures and footers are gone, every word is there."""
    for recording in recordings(book):
        (thread,) = read(*reversed(write_mails(recording)))

        assert isinstance(thread, Conversation)
        assert meant(recording) == said(thread)
        assert thread.id == stable_id("c", "acme", "mail", first_mail_id(recording))
        assert (thread.title, thread.started_at) == (recording.title, sent_at(recording, 0))
        assert thread.meeting_id == (recording.meeting.id if recording.meeting else None)


@pytest.mark.parametrize("book", BOOKS)
def test_a_mailbox_of_threads_says_the_same(book: str) -> None:
    """Newest first, one mail twice, and what nobody wrote is told apart."""
    found = read(write_mailbox(recordings(book)))
    threads = {one.id: said(one) for one in found if isinstance(one, Conversation)}
    strangers = sorted(one.reason for one in found if isinstance(one, Damaged))

    assert threads == {stable_id("c", "acme", "mail", first_mail_id(one)): meant(one) for one in recordings(book)}
    assert strangers == ["mail_automatic"] * 2 * len(threads) + ["mail_left_out"] * len(threads)


def test_signatures_tell_the_numbers_of_those_who_sign() -> None:
    """A number that stands below a mail is its sender's."""
    recording = recordings("first")[0]
    (thread,) = read(*write_mails(recording))
    known = {person.email: person.phone for person in recording.people}

    assert isinstance(thread, Conversation)
    numbers = {person.email: person.phone for person in thread.participants if person.phone}
    assert numbers
    assert numbers == {email: known[email] for email in numbers}


def test_writing_twice_gives_the_same_bytes() -> None:
    """Seeded means repeatable to the byte."""
    assert write_mailbox(recordings("first")) == write_mailbox(recordings("first"))

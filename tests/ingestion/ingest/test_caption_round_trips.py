"""What the world writes as captions is read back whole: every turn with its speaker, words and times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import pytest

from talktrack.core import sniff
from talktrack.core.conversation import Conversation
from talktrack.ingestion.ingest.readers import srt, webvtt
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.world.conversations import generate
from talktrack.world.formats import captions, zoom
from talktrack.world.organisation import Organisation
from talktrack.world.recording import Recording

ORIGIN = Origin(tenant="acme", uri="in/call", sha256="00")
Said = tuple[str | None, str, float | None, float | None]


@cache
def recordings() -> list[Recording]:
    """Return timed calls of two books."""
    organisations = [
        Organisation(seed=seed, tenant="acme", book=book, conversations=12, turns=20)
        for seed, book in ((3, "first"), (4, "second"))
    ]
    made = (call.recording for organisation in organisations for call in generate(organisation))
    return [recording for recording in made if recording.lines[0].start_s is not None]


def read(data: bytes) -> Conversation:
    """Return what the reader of the format that the bytes look like makes of them."""
    readers = {sniff.WEBVTT: webvtt.read, sniff.SRT: srt.read}
    return readers[sniff.sniff(data)](data, ORIGIN)


def heard(conversation: Conversation) -> list[Said]:
    """Return (label, words, start, end) of every turn."""
    labels: dict[str | None, str | None] = {person.id: person.label for person in conversation.participants}
    return [(labels.get(turn.speaker_id), turn.text, turn.start_s, turn.end_s) for turn in conversation.turns]


def true(recording: Recording, names: Sequence[str | None]) -> list[Said]:
    """Return the same of a recording whose speakers are called so."""
    return [
        (None if line.speaker is None else names[line.speaker], line.text, line.start_s, line.end_s)
        for line in recording.lines
    ]


@pytest.mark.parametrize(
    ("write", "source"),
    [
        (captions.write_teams, "teams"),
        (captions.write_teams_metadata, "teams"),
        (captions.write_srt, "srt"),
        (lambda recording: next(iter(zoom.files(recording).values())), "zoom"),
    ],
    ids=["teams", "teams metadata", "srt", "zoom"],
)
def test_named_captions(write: Callable[[Recording], bytes], source: str) -> None:
    """Sources that name speakers; an SRT file may know voices by number only."""
    for recording in recordings():
        found = read(write(recording))
        numbered = any(person.label.startswith("SPEAKER_") for person in found.participants)
        people = enumerate(recording.people)
        names = [f"SPEAKER_{number:02d}" if numbered else person.label for number, person in people]

        assert (source, true(recording, names)) == (found.source, heard(found))


def test_captions_that_name_nobody() -> None:
    """The grammar's comments, settings, tags and wrapped lines change no word."""
    for recording in recordings():
        found = read(captions.write_webvtt(recording))

        assert ("webvtt", true(recording, [None] * len(recording.people))) == (found.source, heard(found))


def test_metadata_tells_the_time_of_day() -> None:
    """The start and the language are known from the objects alone."""
    for recording in recordings():
        found = read(captions.write_teams_metadata(recording))

        assert (recording.started_at, "en") == (found.started_at, found.language)


def test_a_transcription_that_began_late() -> None:
    """Offsets of what was said before are negative."""
    recording = recordings()[0]
    late = read(captions.write_teams(recording, began_s=60.0))
    starts = [line.start_s or 0.0 for line in recording.lines]

    assert [round(start - 60.0, 3) for start in starts] == [turn.start_s for turn in late.turns]

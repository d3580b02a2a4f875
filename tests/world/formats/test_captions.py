"""Captions of the world: the traps of Teams, WebVTT and SRT are in the files."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from talktrack.world.conversations import generate
from talktrack.world.formats import captions
from talktrack.world.organisation import Organisation
from talktrack.world.recording import Recording


@cache
def recordings() -> list[Recording]:
    """Return calls of which some have what a trap needs."""
    organisation = Organisation(seed=3, tenant="acme", conversations=20, turns=20)
    return [call.recording for call in generate(organisation)]


def test_teams_does_not_pad_and_counts_from_its_own_beginning() -> None:
    """Graph's content: voice tags, unpadded clocks, negative before transcription began."""
    text = captions.write_teams(recordings()[0], began_s=60.0).decode()

    assert re.search(r"^-0:0:\d+\.\d+ --> -?\d+:\d+:\d+\.\d+\n<v [^>]+>.+</v>$", text, re.MULTILINE)


def test_metadata_is_one_object_per_cue() -> None:
    """With seven digits after the second, in UTC."""
    blocks = captions.write_teams_metadata(recordings()[0]).decode().strip().split("\n\n")[1:]
    said = [msgspec.json.decode(block.partition("\n")[2]) for block in blocks]

    assert [line.text for line in recordings()[0].lines] == [one["spokenText"] for one in said]
    assert all(re.fullmatch(r"[-\d]{10}T[\d:]{8}\.\d{7}\+00:00", one["startDateTime"]) for one in said)


def test_webvtt_uses_the_grammar_and_names_nobody() -> None:
    """Comments with arrows, styles, identifiers, settings, tags and broken lines."""
    text = "".join(captions.write_webvtt(recording).decode() for recording in recordings())
    names = {person.label for recording in recordings() for person in recording.people}

    assert all(mark in text for mark in ("NOTE checked", "STYLE", "\ncue-2\n", " align:start", "<c.spoken>"))
    assert not any(f"\n{name}: " in text for name in names)


def test_srt_is_careless() -> None:
    """Marks, both line ends, commas and dots, names and numbered voices, missing numbers, tags and overrides."""
    files = [captions.write_srt(recording) for recording in recordings()]
    text = b"".join(files).replace(b"\r\n", b"\n")
    marks = (b"<i>", b"{\\an8}", b"[SPEAKER_01]: ", b"\n\n00:")

    assert {data.startswith(b"\xef\xbb\xbf") for data in files} == {b"\r\n" in data for data in files} == {True, False}
    assert all(mark in text for mark in marks)
    assert re.search(rb"\d,\d{3} --> ", text)
    assert re.search(rb"\d\.\d{3} --> ", text)


def test_the_same_recording_gives_the_same_bytes() -> None:
    """Nothing depends on when or how often a file is written."""
    writers = (captions.write_teams, captions.write_teams_metadata, captions.write_webvtt, captions.write_srt)

    for write in writers:
        assert write(recordings()[0]) == write(recordings()[0])

"""Zoom's WebVTT: one cue is one turn, the speaker stands before the colon."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from talktrack.core.conversation import Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers import zoom
from talktrack.ingestion.ingest.readers.origin import Origin

ORIGIN = Origin(tenant="acme", uri="in/GMT20260115-140000_Recording.transcript.vtt", sha256="00")
CUES = b"""WEBVTT

1
00:00:01.000 --> 00:00:03.500
Jane Doe: Hello there.

2
00:00:04.000 --> 00:00:05.000
Jane Doe: Are you ready?

NOTE a comment --> is no cue

3
01:00:06.250 --> 01:00:08.000
yes we are
"""


def test_every_cue_is_a_turn() -> None:
    """Cues of the same speaker stay apart, and a cue without a name has no speaker."""
    expected = [
        Turn(speaker_id="s1", text="Hello there.", start_s=1.0, end_s=3.5),
        Turn(speaker_id="s1", text="Are you ready?", start_s=4.0, end_s=5.0),
        Turn(speaker_id=None, text="yes we are", start_s=3606.25, end_s=3608.0),
    ]

    assert expected == zoom.read(CUES, ORIGIN).turns


def test_the_file_name_tells_the_start() -> None:
    """Zoom writes the start in UTC into the names of recordings."""
    assert zoom.read(CUES, ORIGIN).started_at == datetime(2026, 1, 15, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    "data",
    [b"\xef\xbb\xbf" + CUES, CUES.replace(b"\n", b"\r\n"), CUES.replace(b"\n", b"\r"), CUES.decode().encode("utf-16")],
    ids=["bom", "crlf", "cr", "utf-16"],
)
def test_the_same_turns_in_every_encoding(data: bytes) -> None:
    """Byte-order marks, line ends and UTF-16 change nothing."""
    assert zoom.read(CUES, ORIGIN).turns == zoom.read(data, ORIGIN).turns


def test_voice_tags_name_speakers_too() -> None:
    """Microsoft Teams names speakers in a tag and does not pad its times."""
    turns = zoom.read(b"WEBVTT\n\n0:0:0.0 --> 0:0:5.320\n<v Jane Doe>Hi &amp; hello</v>\n", ORIGIN).turns

    assert turns == [Turn(speaker_id="s1", text="Hi & hello", start_s=0.0, end_s=5.32)]


def test_times_that_are_no_times_are_unknown() -> None:
    """A cue whose clock makes no sense keeps its words."""
    turns = zoom.read(b"WEBVTT\n\n00:99:99.000 --> 00:00:05.000\nJane: Hi\n", ORIGIN).turns

    assert turns == [Turn(speaker_id="s1", text="Hi", start_s=None, end_s=5.0)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"00:00:01.000 --> 00:00:02.000\nhi", "vtt_no_header"),
        (b"WEBVTT\n\n", "vtt_no_cues"),
        (b"WEBVTT\xff", "encoding_invalid"),
    ],
)
def test_files_without_cues_have_a_reason(data: bytes, reason: str) -> None:
    """A file that is no transcript says why."""
    with pytest.raises(SourceUnreadableError) as caught:
        zoom.read(data, ORIGIN)

    assert reason == caught.value.reason


def test_prose_with_a_colon_is_no_speaker() -> None:
    """An unattributed cue may hold a colon; a label looks like a name or recurs."""
    cues = (
        "Dana Reyes: Hello",
        "So just to check: it was nine",
        "Dana Reyes: Yes",
        "acme seller 1: Hi",
        "acme seller 1: So",
    )
    body = "".join(f"{n}\n00:00:0{n}.000 --> 00:00:0{n}.900\n{cue}\n\n" for n, cue in enumerate(cues, start=1))
    found = zoom.read(f"WEBVTT\n\n{body}".encode(), ORIGIN)

    assert [turn.text for turn in found.turns] == ["Hello", "So just to check: it was nine", "Yes", "Hi", "So"]
    assert [turn.speaker_id for turn in found.turns] == ["s1", None, "s1", "s2", "s2"]

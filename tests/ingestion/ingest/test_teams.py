"""Microsoft Teams: the metadata of a transcript has one JSON object per cue, with absolute times."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from talktrack.core.conversation import Participant, Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers import webvtt
from talktrack.ingestion.ingest.readers.origin import Origin

ORIGIN = Origin(tenant="acme", uri="in/metadataContent.vtt", sha256="00")
HELLO = (
    "00:00:16.246 --> 00:00:17.726\n"
    '{"startDateTime":"2023-03-08T08:22:30.0461639+00:00","endDateTime":"2023-03-08T08:22:31.5261639+00:00",'
    '"speakerName":"Dana Reyes","spokenText":"This is a test.","spokenLanguage":"en-us"}'
)
REPLY = (
    "00:00:18.000 --> 00:00:19.000\n"
    '{"startDateTime":"2023-03-08T08:22:31.8001639Z","endDateTime":"2023-03-08T08:22:32.8001639Z",'
    '"speakerName":"","spokenText":" Ja &amp; nein: gut ","spokenLanguage":"de-DE","more":[1,{"a":null}]}'
)


def file(*cues: str) -> bytes:
    """Return a metadata file of these cues."""
    return ("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode()


def test_every_object_is_a_turn() -> None:
    """The words stand in JSON, so nothing in them is a tag, an escape or a label."""
    found = webvtt.read(file(HELLO, REPLY), ORIGIN)

    assert found.source == "teams"
    assert found.participants == [Participant(id="s1", label="Dana Reyes")]
    assert found.turns == [
        Turn(speaker_id="s1", text="This is a test.", start_s=16.246, end_s=17.726),
        Turn(speaker_id=None, text="Ja &amp; nein: gut", start_s=18.0, end_s=19.0),
    ]


def test_the_call_began_where_the_clock_of_the_cues_is_zero() -> None:
    """A cue's time of day minus its offset; cues alone know no time of day."""
    assert webvtt.read(file(HELLO), ORIGIN).started_at == datetime(2023, 3, 8, 8, 22, 13, 800163, UTC)


def test_a_transcription_may_have_begun_before() -> None:
    """Negative offsets count from the same zero."""
    found = webvtt.read(file(HELLO.replace("00:00:16.246", "-0:0:4.0")), ORIGIN)

    assert (found.started_at, found.turns[0].start_s) == (datetime(2023, 3, 8, 8, 22, 34, 46163, UTC), -4.0)


def test_times_of_day_stand_in_for_cues_without_clocks() -> None:
    """A timing line that makes no sense costs no time as long as the object knows it."""
    found = webvtt.read(file(HELLO, REPLY.replace("00:00:18.000 --> 00:00:19.000", "99:99:99.999 --> ?")), ORIGIN)

    assert (found.turns[1].start_s, found.turns[1].end_s) == (18.0, 19.0)


def test_without_any_cue_clock_the_first_time_of_day_is_the_start() -> None:
    """Offsets then count from the first word."""
    found = webvtt.read(file(HELLO.replace("00:00:16.246 --> 00:00:17.726", "99:99:99 --> 99:99:99")), ORIGIN)

    assert (found.started_at, found.duration_s) == (datetime(2023, 3, 8, 8, 22, 30, 46163, UTC), 1.48)


def test_the_language_is_that_of_most_cues() -> None:
    """Without its region, as everywhere else."""
    assert [webvtt.read(file(*cues), ORIGIN).language for cues in ((HELLO,), (REPLY, REPLY, HELLO))] == ["en", "de"]


def test_objects_may_be_laid_out_on_lines_and_cues_be_empty() -> None:
    """JSON does not care for line ends, and silence says nothing."""
    found = webvtt.read(file(HELLO.replace(",", ",\n"), "00:00:17.726 --> 00:00:18.000", REPLY), ORIGIN)

    assert [turn.text for turn in found.turns] == ["This is a test.", "Ja &amp; nein: gut"]


@pytest.mark.parametrize(
    "time", ["", "31.02.2023", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:01Z", "9999-12-31T23:59:59-14:00"]
)
def test_times_of_day_that_are_none_are_unknown(time: str) -> None:
    """The words and offsets stay."""
    found = webvtt.read(file(HELLO.replace("2023-03-08T08:22:30.0461639+00:00", time)), ORIGIN)

    assert (found.started_at, found.turns[0].start_s) == (None, 16.246)


@pytest.mark.parametrize(
    ("cues", "reason"),
    [
        ((HELLO, REPLY[:-20]), "teams_cue_damaged"),
        ((HELLO, f"{REPLY} and more"), "teams_cue_damaged"),
        ((HELLO, "00:00:18.000 --> 00:00:19.000\nplain words"), "teams_cue_damaged"),
        ((HELLO, REPLY.replace('" Ja &amp; nein: gut "', "5")), "teams_cue_damaged"),
        ((HELLO, REPLY.replace("Ja", "\\ud800")), "teams_cue_damaged"),
        ((HELLO, REPLY.replace("[1,", "[" * 100_000)), "teams_cue_damaged"),
        ((HELLO.replace("This is a test.", " "),), "vtt_no_cues"),
    ],
    ids=["cut off", "text behind", "no object", "number for words", "half a character", "deep", "silence"],
)
def test_damaged_metadata_has_a_reason(cues: tuple[str, ...], reason: str) -> None:
    """A file that lost some of its words is downloaded again rather than read in part."""
    with pytest.raises(SourceUnreadableError) as caught:
        webvtt.read(file(*cues), ORIGIN)

    assert reason == caught.value.reason

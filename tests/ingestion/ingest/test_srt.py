"""SubRip files, as careless as they are found."""

from __future__ import annotations

import pytest

from talktrack.core.conversation import Participant, Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers import srt
from talktrack.ingestion.ingest.readers.origin import Origin

ORIGIN = Origin(tenant="acme", uri="in/2026-01-15_1400_call.srt", sha256="00")
FIRST, SECOND = "00:00:01,000 --> 00:00:02,500", "00:00:03,000 --> 00:00:04,000"
FILE = f"1\n{FIRST}\nHello\n\n2\n{SECOND}\nthere\n"
PLAIN = [("Hello", 1.0, 2.5), ("there", 3.0, 4.0)]


def read(text: str) -> list[tuple[str, float | None, float | None]]:
    """Return (text, start, end) of every turn."""
    return [(turn.text, turn.start_s, turn.end_s) for turn in srt.read(text.encode(), ORIGIN).turns]


def said(payload: str) -> list[tuple[str | None, str]]:
    """Return (label, text) of every turn of one cue."""
    found = srt.read(f"1\n{FIRST}\n{payload}\n".encode(), ORIGIN)
    labels = {person.id: person.label for person in found.participants}
    return [(labels[turn.speaker_id] if turn.speaker_id else None, turn.text) for turn in found.turns]


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        FILE.rstrip("\n"),
        FILE.replace("\n", "\r\n"),
        FILE.replace("\n", "\r"),
        FILE.replace("\n", "\r\r\n"),
        "\ufeff" + FILE,
        "\n\n" + FILE,
        FILE.replace(",", "."),
        FILE.replace("00,000 -->", "00.000 -->"),
        FILE.replace("\n\n", "\n\n\n\n"),
        FILE.replace("\n\n", "\n \t\n"),
        FILE.replace("\n\n", "\n"),
        FILE.replace("2\n00", "1\n00"),
        FILE.replace("2\n00", "17\n00"),
        FILE.replace("2\n00", "00"),
        FILE.replace("1\n00", "00", 1).replace("2\n00", "00"),
        FILE.replace("2\n00", " 2 \n00"),
        FILE.replace("2,500", "2,500 X1:10 X2:20 Y1:5 Y2:9"),
        FILE.replace(" --> ", "-->"),
        FILE.replace("00:00:0", "0:0:"),
        FILE.replace("2,500", "2,5"),
        FILE.replace("1\n", "made by hand\n\n1\n", 1),
    ],
)
def test_the_same_turns_however_it_is_written(text: str) -> None:
    """Marks, line ends, commas and dots, missing, repeated and wrong numbers, and missing blank lines."""
    assert read(text) == PLAIN


def test_the_record_of_a_file() -> None:
    """Captions know speakers, words and times; the start stands in the file's name."""
    found = srt.read(f"1\n{FIRST}\nDana Reyes: Hi\n".encode(), ORIGIN)

    assert (found.source, found.channel, found.duration_s) == ("srt", "meeting", 2.5)
    assert f"{found.started_at:%Y-%m-%d %H:%M}" == "2026-01-15 14:00"
    assert found.participants == [Participant(id="s1", label="Dana Reyes")]
    assert found.turns == [Turn(speaker_id="s1", text="Hi", start_s=1.0, end_s=2.5)]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ("Dana Reyes: Hi", [("Dana Reyes", "Hi")]),
        ("[SPEAKER_00]: Hi", [("SPEAKER_00", "Hi")]),
        ("[SPEAKER_00] Hi", [(None, "[SPEAKER_00] Hi")]),
        ("Dana Reyes:\nHi\nthere", [("Dana Reyes", "Hi there")]),
        ("so that is one thing: Hi", [(None, "so that is one thing: Hi")]),
        ("- Hi\n- Hello", [(None, "Hi"), (None, "Hello")]),
        ("-Hi\n–Hello\n— Bye", [(None, "Hi"), (None, "Hello"), (None, "Bye")]),
        ("- Hi\nthere\n- Hello", [(None, "Hi there"), (None, "Hello")]),
        ("- Dana: Hi\n- Sam: Hello", [("Dana", "Hi"), ("Sam", "Hello")]),
        ("<i>- Hi</i>\n<i>- Hello</i>", [(None, "Hi"), (None, "Hello")]),
        ("- Hi", [(None, "Hi")]),
        ("-5 degrees", [(None, "-5 degrees")]),
        ("-- and so on", [(None, "-- and so on")]),
        ("we have a plan\n- maybe", [(None, "we have a plan - maybe")]),
        ("{\\an8}Hi {\\i1}there{\\i0}", [(None, "Hi there")]),
        ("{\\an8}- Hi\n- Hello", [(None, "Hi"), (None, "Hello")]),
        ("{not an override}", [(None, "{not an override}")]),
        ("<b>Hi</b> <font color=\"#fff\" face='a'>there</font>", [(None, "Hi there")]),
        ("2 < 3 and 4 > 3", [(None, "2 < 3 and 4 > 3")]),
        ("A --> B", [(None, "A --> B")]),
        ("one\n\ntwo", [(None, "one two")]),
        ("42\n\nand 43", [(None, "42 and 43")]),
    ],
)
def test_what_is_said(payload: str, expected: list[tuple[str | None, str]]) -> None:
    """Speakers by habit, dialogues by dashes, and words without tags and overrides."""
    assert expected == said(payload)


def test_lines_of_a_dialogue_share_the_times_of_their_cue() -> None:
    """When the second speaker began is not known."""
    assert read(f"1\n{FIRST}\n- Hi\n- Hello") == [("Hi", 1.0, None), ("Hello", None, 2.5)]


def test_a_number_can_be_all_that_is_said() -> None:
    """Only a lone number above a cue without one is its number."""
    text = f"1\n{FIRST}\n42\n\n{SECOND}\nwhat?\n\n3\n\n00:00:05,000 --> 00:00:06,000\nthe answer\n"

    assert [turn[0] for turn in read(text)] == ["42", "what?", "the answer"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "srt_no_cues"),
        (b"just words", "srt_no_cues"),
        (f"1\n{FIRST}\n\n2\n{SECOND}\n<i></i>\n".encode(), "srt_no_cues"),
        (f"1\n{FIRST}\ncaf".encode() + b"\xe9", "encoding_invalid"),
        (f"1\n{FIRST}\na\0b".encode(), "text_has_nul"),
        (FILE.encode("utf-16-le"), "text_has_nul"),
        (f"1\n{FIRST}\n\ud800".encode("utf-16", "surrogatepass"), "encoding_invalid"),
    ],
)
def test_files_without_words_have_a_reason(data: bytes, reason: str) -> None:
    """A file that is no transcript says why."""
    with pytest.raises(SourceUnreadableError) as caught:
        srt.read(data, ORIGIN)

    assert reason == caught.value.reason

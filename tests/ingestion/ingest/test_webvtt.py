"""WebVTT files: who wrote them is told by their content."""

from __future__ import annotations

import pytest

from talktrack.core.conversation import Participant, Turn
from talktrack.ingestion.ingest.readers import webvtt
from talktrack.ingestion.ingest.readers.origin import Origin

ORIGIN = Origin(tenant="acme", uri="in/talk.vtt", sha256="00")
TIMING = "00:00:01.000 --> 00:00:02.000\n"


def turns(*payloads: str) -> list[tuple[str | None, str]]:
    """Return (label, text) of every turn in a file of these cues."""
    found = webvtt.read(("WEBVTT\n\n" + "\n\n".join(TIMING + payload for payload in payloads)).encode(), ORIGIN)
    labels = {person.id: person.label for person in found.participants}
    return [(labels[turn.speaker_id] if turn.speaker_id else None, turn.text) for turn in found.turns]


@pytest.mark.parametrize(
    ("payload", "source"),
    [
        ("Dana Reyes: Hi", "zoom"),
        ("[SPEAKER_00]: Hi", "zoom"),
        ("<v Dana Reyes>Hi</v>", "teams"),
        ("<v.first.loud Dana>Hi", "teams"),
        ('{"speakerName": "Dana", "spokenText": "Hi"}', "teams"),
        ("Hi", "webvtt"),
        ("so here is the thing: we do not know", "webvtt"),
        ("Perfect. So: Thursday at three", "webvtt"),
        ("Prof. Dr. Reyes: Thursday at three", "zoom"),
        ("<i>Hi</i>", "webvtt"),
        ("<v>Hi", "webvtt"),
        ("<video> Hi", "webvtt"),
        ('{"other": "object"}', "webvtt"),
    ],
)
def test_the_source_is_told_by_content(payload: str, source: str) -> None:
    """JSON objects and voice tags are Teams', names before a colon Zoom's, and the rest is nobody's."""
    assert source == webvtt.read(f"WEBVTT\n\n{TIMING}{payload}".encode(), ORIGIN).source


def test_a_file_that_names_nobody_has_words_and_times_only() -> None:
    """Nothing is invented."""
    found = webvtt.read(f"WEBVTT\n\nNOTE by hand\n\nintro\n{TIMING}Hello\nthere".encode(), ORIGIN)

    assert found.turns == [Turn(speaker_id=None, text="Hello there", start_s=1.0, end_s=2.0)]
    assert (found.participants, found.started_at, found.title, found.language) == ([], None, None, None)


def test_names_in_a_few_cues_only_are_prose() -> None:
    """Where under a tenth of the cues begins with what looks like a name, names are not the habit of the file."""
    cues = ["and so on"] * 19

    assert {label for label, _ in turns(*cues, "Perfect: Thursday")} == {None}
    assert turns(*cues, *["Dana: Thursday"] * 3)[-3:] == [("Dana", "Thursday")] * 3


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ("<v Dana Reyes>Hi</v>", [("Dana Reyes", "Hi")]),
        ("<v Dana Reyes>Hi", [("Dana Reyes", "Hi")]),
        ("<v.a.b  Dana \n Reyes >Hi", [("Dana Reyes", "Hi")]),
        ("<v O&apos;Neil &amp; Co>Hi", [("O'Neil & Co", "Hi")]),
        ("<v Dana><i>Hi <b>all</b></i></v>", [("Dana", "Hi all")]),
        ("<v Dana>Hi\nthere</v>", [("Dana", "Hi there")]),
        ("<v Dana>Hi</v>\n<v Dana>there</v>", [("Dana", "Hi there")]),
        ("<v Dana>Hi</v>\n<v Sam>Hello</v>", [("Dana", "Hi"), ("Sam", "Hello")]),
        ("<v Dana>Hi\n<v Sam>Hello", [("Dana", "Hi"), ("Sam", "Hello")]),
        ("<v Dana>Hi</v> (laughs)", [("Dana", "Hi"), (None, "(laughs)")]),
        ("(laughs) <v Dana>Hi", [(None, "(laughs)"), ("Dana", "Hi")]),
        ("<v Dana></v><v Sam>Hello", [("Sam", "Hello")]),
        ("<v  >Hi", [(None, "Hi")]),
    ],
)
def test_voice_spans(payload: str, expected: list[tuple[str | None, str]]) -> None:
    """A span's name is its voice's; classes, nested tags and the closing tag are optional."""
    assert expected == turns(payload)


def test_voices_of_one_cue_share_its_times() -> None:
    """The first begins and the last ends with the cue; when one followed the other nobody knows."""
    found = webvtt.read(f"WEBVTT\n\n{TIMING}<v Dana>Hi\n<v Sam>Hello\n<v Dana>Bye".encode(), ORIGIN)

    assert [(turn.start_s, turn.end_s) for turn in found.turns] == [(1.0, None), (None, None), (None, 2.0)]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("a&nbsp;b&lrm;&rlm;", "a b"),
        ("&amp;lt;", "&lt;"),
        ("caf&eacute; &#233; &#xE9;", "café é é"),
        ("R&D &unknown; & more", "R&D &unknown; & more"),
        ("&#0;&#xD800;&#9999999;", "\ufffd" * 3),
        ("<c.yellow.bg>a</c> <00:00:01.500>b <lang en>c</lang>", "a b c"),
        ("<ruby>a<rt>b</rt></ruby>", "ab"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<v Dana never closed", "<v Dana never closed"),
        ("we go from A --> B\nand on", "we go from A --> B and on"),
        ("a  \n\tb", "a b"),
    ],
)
def test_words_are_read_as_they_are_shown(payload: str, expected: str) -> None:
    """Tags go, references are resolved once, lines are joined, and no word is lost."""
    assert [(None, expected)] == turns(payload)


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        ("0:0:0.0 --> 0:0:5.320", (0.0, 5.32)),
        ("-0:0:1.500 --> 0:0:2.0", (-1.5, 2.0)),
        ("-00:00:05.000 --> -00:00:01.000", (-5.0, -1.0)),
        ("00:00:01,500 --> 00:00:02,500", (1.5, 2.5)),
        ("00:01.5 --> 00:02.25", (1.5, 2.25)),
        ("00:00:01.1234567 --> 00:00:02.0000000", (1.1234567, 2.0)),
        ("00:00:05.000 --> 00:00:01.000", (5.0, 1.0)),
        ("99:99:99.999 --> 00:00:02.000", (None, 2.0)),
        ("00:00:01.000 --> later", (1.0, None)),
        ("00:00:06.653 --> 123:59:59.999", (6.653, 446399.999)),
    ],
)
def test_times_are_read_as_sources_write_them(timing: str, expected: tuple[float | None, float | None]) -> None:
    """Unpadded, negative, with commas; a clock that makes no sense is unknown and costs no word."""
    (turn,) = webvtt.read(f"WEBVTT\n\n{timing} align:start\nHi".encode(), ORIGIN).turns

    assert (turn.text, turn.start_s, turn.end_s) == ("Hi", *expected)


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n \t\n", "\n \n \n", "\n\n\n\n"])
@pytest.mark.parametrize("identifier", ["2\n", "17\n", ""])
def test_blank_lines_may_be_missing_or_hold_spaces(between: str, identifier: str) -> None:
    """A number right above a timing line counts the cue below and is not said by the one above."""
    text = f"WEBVTT\n\n1\n{TIMING}one\nmore{between}{identifier}{TIMING}two"

    assert [turn.text for turn in webvtt.read(text.encode(), ORIGIN).turns] == ["one more", "two"]


def test_an_identifier_may_stand_below_a_line_of_spaces() -> None:
    """Without that line it is the last of the words."""
    text = f"WEBVTT\n\n{TIMING}one\n \ncue-2\n{TIMING}two\n \nand --> more\n{TIMING}three"

    assert [turn.text for turn in webvtt.read(text.encode(), ORIGIN).turns] == ["one", "two", "three"]


def test_numbers_to_dial_in_are_labels() -> None:
    """A speaker who dialled in is known by the number."""
    found = webvtt.read(f"WEBVTT\n\n{TIMING}+14025550166: Hello".encode(), ORIGIN)

    assert found.participants == [Participant(id="s1", label="+14025550166", phone="+14025550166")]

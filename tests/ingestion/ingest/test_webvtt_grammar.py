"""WebVTT cues by the W3C's parsing algorithm (https://www.w3.org/TR/webvtt1/#file-parsing), one row per rule."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktrack.ingestion.ingest.readers.captions.webvtt_grammar import cues
from tests.ingestion.ingest.webvtt_algorithm import Parser

Found = tuple[str, float | None, float | None, str]

BOM, NUL = "\ufeff", "\0"
HEAD = "WEBVTT\n\n"
TIMING = "00:00:01.000 --> 00:00:02.000"
SECOND = "00:00:03.000 --> 00:00:04.000"
CUE = f"{TIMING}\ntext"
ONE: list[Found] = [("", 1.0, 2.0, "text")]
NONE: list[Found] = []


def said(*payloads: str) -> list[Found]:
    """Return the first cue and the second with other payloads."""
    times = ((1.0, 2.0), (3.0, 4.0))
    return [("", *time, payload) for time, payload in zip(times, payloads, strict=False)]


SIGNATURE: dict[str, tuple[str, list[Found]]] = {
    "empty file": ("", NONE),
    "signature only": ("WEBVTT", NONE),
    "signature and line end": ("WEBVTT\n", NONE),
    "signature and blank line": ("WEBVTT\n\n", NONE),
    "signature and blank lines": ("WEBVTT\n\n\n\n", NONE),
    "five characters": ("WEBVT", NONE),
    "six other characters": ("WEBVTX", NONE),
    "lower case": (f"webvtt\n\n{CUE}", NONE),
    "mixed case": (f"WebVTT\n\n{CUE}", NONE),
    "space before": (f" WEBVTT\n\n{CUE}", NONE),
    "line end before": (f"\nWEBVTT\n\n{CUE}", NONE),
    "missing": (CUE, NONE),
    "letter after": (f"WEBVTTX\n\n{CUE}", NONE),
    "colon after": (f"WEBVTT: comment\n\n{CUE}", NONE),
    "hyphen after": (f"WEBVTT-\n\n{CUE}", NONE),
    "NUL after": (f"WEBVTT{NUL}\n\n{CUE}", NONE),
    "form feed after": (f"WEBVTT\f\n\n{CUE}", NONE),
    "no-break space after": (f"WEBVTT\u00a0\n\n{CUE}", NONE),
    "space after": (f"WEBVTT \n\n{CUE}", ONE),
    "tab after": (f"WEBVTT\t\n\n{CUE}", ONE),
    "comment after a space": (f"WEBVTT - a comment\n\n{CUE}", ONE),
    "comment after a tab": (f"WEBVTT\ta comment\n\n{CUE}", ONE),
    "space and nothing more": ("WEBVTT ", NONE),
    "byte-order mark": (f"{BOM}WEBVTT\n\n{CUE}", ONE),
    "two byte-order marks": (f"{BOM}{BOM}WEBVTT\n\n{CUE}", NONE),
    "byte-order mark inside": (f"WEB{BOM}VTT\n\n{CUE}", NONE),
    "arrow in the signature line": (f"WEBVTT -->\n\n{CUE}", ONE),
    "timing in the signature line": (f"WEBVTT {TIMING}\ntext\n\n{SECOND}\nb", [("", 3.0, 4.0, "b")]),
}

HEADER: dict[str, tuple[str, list[Found]]] = {
    "metadata": (f"WEBVTT\nKind: captions\nLanguage: en\n\n{CUE}", ONE),
    "one line of metadata": (f"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000\n\n{CUE}", ONE),
    "no blank line": (f"WEBVTT\n{CUE}", ONE),
    "no blank line after metadata": (f"WEBVTT\nKind: captions\n{CUE}", ONE),
    "an identifier in the header is none": (f"WEBVTT\nid\n{CUE}", ONE),
    "two cues in the header": (f"WEBVTT\n{CUE}\n\n{SECOND}\nb", said("text", "b")),
    "broken timing in the header": (f"WEBVTT\nx --> y\nlost\n\n{CUE}", ONE),
    "a line of spaces does not end it": (f"WEBVTT\n \n{CUE}", ONE),
    "many blank lines": (f"WEBVTT\n\n\n\n\n{CUE}", ONE),
    "only a header": ("WEBVTT\nKind: captions", NONE),
    "a header without end": ("WEBVTT\nKind: captions\n", NONE),
    "STYLE in the header": (f"WEBVTT\nSTYLE\n::cue {{}}\n\n{CUE}", ONE),
}

LINE_ENDS: dict[str, tuple[str, list[Found]]] = {
    "CRLF": (f"{HEAD}{CUE}\nmore\n".replace("\n", "\r\n"), said("text\nmore")),
    "CR": (f"{HEAD}{CUE}\nmore\n".replace("\n", "\r"), said("text\nmore")),
    "mixed": (f"WEBVTT\r\n\n{TIMING}\rtext\r\n", ONE),
    "LF CR is two": (f"WEBVTT\n\r{TIMING}\ntext\n\r{SECOND}\nb", said("text", "b")),
    "CR CRLF is two": (f"WEBVTT\r\r\n{TIMING}\r\ntext\r\r\nlost", ONE),
    "none at the end": (f"{HEAD}{CUE}", ONE),
    "one at the end": (f"{HEAD}{CUE}\n", ONE),
    "many at the end": (f"{HEAD}{CUE}\n\n\n\n", ONE),
    "many between": (f"{HEAD}{CUE}\n\n\n\n\n{SECOND}\nb", said("text", "b")),
    "three between": (f"{HEAD}{CUE}\n\n\n{SECOND}\nb", said("text", "b")),
    "three before an identifier": (f"{HEAD}{CUE}\n\n\nid\n{SECOND}\nb", [*ONE, ("id", 3.0, 4.0, "b")]),
    "NEL is no line end": (f"{HEAD}{TIMING}\na\u0085b", said("a\u0085b")),
    "line separator is no line end": (f"{HEAD}{TIMING}\na\u2028b", said("a\u2028b")),
    "vertical tab is no line end": (f"{HEAD}{TIMING}\na\vb", said("a\vb")),
    "form feed is no line end": (f"{HEAD}{TIMING}\na\fb", said("a\fb")),
    "file separator is no line end": (f"{HEAD}{TIMING}\na\x1cb", said("a\x1cb")),
}

CHARACTERS: dict[str, tuple[str, list[Found]]] = {
    "NUL in the text": (f"{HEAD}{TIMING}\na{NUL}b", said("a\ufffdb")),
    "NUL in the identifier": (f"{HEAD}{NUL}\n{CUE}", [("\ufffd", 1.0, 2.0, "text")]),
    "NUL in a timing": (f"{HEAD}00:00:01.000{NUL} --> 00:00:02.000\ntext", NONE),
    "NUL alone is a line": (f"{HEAD}{TIMING}\na\n{NUL}\nb", said("a\n\ufffd\nb")),
    "astral": (f"{HEAD}{TIMING}\n\U0001f600", said("\U0001f600")),
    "combining": (f"{HEAD}{TIMING}\ne\u0301", said("e\u0301")),
    "right to left": (f"{HEAD}{TIMING}\n\u05d0\u200f", said("\u05d0\u200f")),
    "byte-order mark in the text": (f"{HEAD}{TIMING}\n{BOM}a", said(f"{BOM}a")),
    "spaces around the text stay": (f"{HEAD}{TIMING}\n  a  ", said("  a  ")),
    "tabs stay": (f"{HEAD}{TIMING}\n\ta\t", said("\ta\t")),
}


def timed(start: str, end: str = "00:00:02.000", arrow: str = " --> ") -> str:
    """Return a file of one cue with these clocks."""
    return f"{HEAD}{start}{arrow}{end}\ntext"


def starting(start_s: float) -> list[Found]:
    """Return the cue of `timed` with this start."""
    return [("", start_s, 2.0, "text")]


CLOCKS: dict[str, tuple[str, list[Found]]] = {
    "hours": (timed("01:02:03.004"), starting(3723.004)),
    "no hours": (timed("02:03.004"), starting(123.004)),
    "no hours at the end": (timed("00:00:01.000", "00:02.000"), ONE),
    "one digit of hours": (timed("1:02:03.004"), starting(3723.004)),
    "three digits of hours": (timed("100:00:00.000"), starting(360_000.0)),
    "many digits of hours": (timed("0000000001:00:00.000"), starting(3600.0)),
    "99 hours": (timed("99:59:59.999"), starting(359_999.999)),
    "59 minutes": (timed("59:59.999"), starting(3599.999)),
    "60 minutes without hours": (timed("60:00.000"), NONE),
    "60 minutes with hours": (timed("00:60:00.000"), NONE),
    "60 seconds": (timed("00:60.000"), NONE),
    "60 seconds with hours": (timed("00:00:60.000"), NONE),
    "99:99": (timed("99:99:99.999"), NONE),
    "one digit of minutes": (timed("0:01.000"), NONE),
    "three digits of minutes": (timed("000:01.000"), NONE),
    "one digit of minutes after hours": (timed("00:0:01.000"), NONE),
    "three digits of minutes after hours": (timed("00:000:01.000"), NONE),
    "one digit of seconds": (timed("00:1.000"), NONE),
    "three digits of seconds": (timed("00:001.000"), NONE),
    "no thousandths": (timed("00:01"), NONE),
    "a dot and no thousandths": (timed("00:01."), NONE),
    "two digits of thousandths": (timed("00:01.00"), NONE),
    "four digits of thousandths": (timed("00:01.0000"), NONE),
    "comma": (timed("00:00:01,000"), NONE),
    "comma at the end": (timed("00:00:01.000", "00:00:02,000"), NONE),
    "colon before thousandths": (timed("00:00:01:000"), NONE),
    "four parts": (timed("00:00:00:01.000"), NONE),
    "seconds only": (timed("01.000"), NONE),
    "negative start": (timed("-00:00:01.000"), NONE),
    "negative end": (timed("00:00:01.000", "-00:00:02.000"), NONE),
    "plus sign": (timed("+00:00:01.000"), NONE),
    "letters": (timed("aa:bb:cc.ddd"), NONE),
    "letter in a regular line": (timed("00:00:0a.000"), NONE),
    "Arabic digits": (timed("٠٠:٠٠:٠١.٠٠٠"), NONE),
    "full-width digits": (timed("００:００:０１.０００"), NONE),
    "space inside": (timed("00:00: 1.000"), NONE),
    "no start": (timed("", arrow="--> "), NONE),
    "no end": (timed("00:00:01.000", ""), NONE),
    "no end but a setting": (timed("00:00:01.000", "align:start"), NONE),
    "end before start": (timed("00:00:05.000"), starting(5.0)),
    "end at start": (timed("00:00:02.000"), starting(2.0)),
    "four digits at the end": (timed("00:00:01.000", "00:00:02.0000"), NONE),
    "letters after the end": (timed("00:00:01.000", "00:00:02.000x"), ONE),
}

ARROWS: dict[str, tuple[str, list[Found]]] = {
    "no spaces": (timed("00:00:01.000", arrow="-->"), ONE),
    "space before only": (timed("00:00:01.000", arrow=" -->"), ONE),
    "space after only": (timed("00:00:01.000", arrow="--> "), ONE),
    "tabs": (timed("00:00:01.000", arrow="\t-->\t"), ONE),
    "form feeds": (timed("00:00:01.000", arrow="\f-->\f"), ONE),
    "many spaces": (timed("00:00:01.000", arrow="   -->   "), ONE),
    "no-break spaces": (timed("00:00:01.000", arrow="\u00a0-->\u00a0"), NONE),
    "vertical tabs": (timed("00:00:01.000", arrow="\v-->\v"), NONE),
    "spaces before the start": (timed("  00:00:01.000"), ONE),
    "tab before the start": (timed("\t00:00:01.000"), ONE),
    "spaces after the end": (timed("00:00:01.000", "00:00:02.000  "), ONE),
    "short arrow": (timed("00:00:01.000", arrow=" -> "), NONE),
    "long arrow": (timed("00:00:01.000", arrow=" ---> "), NONE),
    "arrow in parts": (timed("00:00:01.000", arrow=" - -> "), NONE),
    "typographic arrow": (timed("00:00:01.000", arrow=" \u2192 "), NONE),
    "garbage before the start": (timed("x 00:00:01.000"), NONE),
    "garbage before the arrow": (timed("00:00:01.000 x"), NONE),
    "two arrows": (timed("00:00:01.000", "00:00:02.000 --> 00:00:03.000"), ONE),
    "two arrows in a row": (timed("00:00:01.000", arrow=" --> --> "), NONE),
}

SETTINGS: dict[str, tuple[str, list[Found]]] = {
    name: (timed("00:00:01.000", f"00:00:02.000{settings}"), ONE)
    for name, settings in {
        "one": " align:start",
        "several": " line:0 position:20% size:60% align:left",
        "after a tab": "\talign:start",
        "without a space": "align:start",
        "unknown": " colour:red",
        "without a value": " align:",
        "without a name": " :start",
        "words": " and now something else",
        "percent out of range": " size:101%",
        "vertical": " vertical:rl line:-1",
    }.items()
}

IDENTIFIERS: dict[str, tuple[str, list[Found]]] = {
    "number": (f"{HEAD}1\n{CUE}", [("1", 1.0, 2.0, "text")]),
    "words": (f"{HEAD}a b c\n{CUE}", [("a b c", 1.0, 2.0, "text")]),
    "spaces around": (f"{HEAD} 1 \n{CUE}", [(" 1 ", 1.0, 2.0, "text")]),
    "only a space": (f"{HEAD} \n{CUE}", [(" ", 1.0, 2.0, "text")]),
    "looks like a clock": (f"{HEAD}00:00:01.000\n{CUE}", [("00:00:01.000", 1.0, 2.0, "text")]),
    "two dashes": (f"{HEAD}--\n{CUE}", [("--", 1.0, 2.0, "text")]),
    "the word NOTE": (f"{HEAD}NOTE\n{CUE}", [("NOTE", 1.0, 2.0, "text")]),
    "the word STYLE": (f"{HEAD}STYLE\n{CUE}", [("STYLE", 1.0, 2.0, "text")]),
    "the signature": (f"{HEAD}WEBVTT\n{CUE}", [("WEBVTT", 1.0, 2.0, "text")]),
    "two lines are none": (f"{HEAD}a\nb\n{CUE}", ONE),
    "parted by a blank line": (f"{HEAD}1\n\n{CUE}", ONE),
    "repeated": (f"{HEAD}1\n{CUE}\n\n1\n{SECOND}\nb", [("1", 1.0, 2.0, "text"), ("1", 3.0, 4.0, "b")]),
    "alone at the end": (f"{HEAD}{CUE}\n\n2", ONE),
    "tags": (f"{HEAD}<b>\n{CUE}", [("<b>", 1.0, 2.0, "text")]),
}

TEXT: dict[str, tuple[str, list[Found]]] = {
    "several lines": (f"{HEAD}{TIMING}\na\nb\nc", said("a\nb\nc")),
    "none": (f"{HEAD}{TIMING}", said("")),
    "none and a line end": (f"{HEAD}{TIMING}\n", said("")),
    "none and a blank line": (f"{HEAD}{TIMING}\n\nlost", said("")),
    "none before a cue": (f"{HEAD}{TIMING}\n\n{SECOND}\nb", said("", "b")),
    "a line of spaces is text": (f"{HEAD}{TIMING}\na\n \nb", said("a\n \nb")),
    "only a space": (f"{HEAD}{TIMING}\n ", said(" ")),
    "tags stay": (f"{HEAD}{TIMING}\n<v.loud Jane><i>a</i></v>", said("<v.loud Jane><i>a</i></v>")),
    "an unclosed tag stays": (f"{HEAD}{TIMING}\n<v Jane", said("<v Jane")),
    "escapes stay": (f"{HEAD}{TIMING}\na &amp; b &lt;", said("a &amp; b &lt;")),
    "two dashes": (f"{HEAD}{TIMING}\na -- > b", said("a -- > b")),
    "an arrow ends the cue": (f"{HEAD}{TIMING}\na\nb --> c\nlost", said("a")),
    "an arrow in the first line": (f"{HEAD}{TIMING}\na --> b", said("")),
    "a cue ends the cue": (f"{HEAD}{CUE}\n{SECOND}\nb", said("text", "b")),
    "its identifier is text": (f"{HEAD}{CUE}\n2\n{SECOND}\nb", said("text\n2", "b")),
    "timing lines in a row": (f"{HEAD}{TIMING}\n{SECOND}\nb", said("", "b")),
    "timing after broken timing": (f"{HEAD}x --> y\n{CUE}", ONE),
    "words after broken timing": (f"{HEAD}x --> y\nlost\n{CUE}", ONE),
    "broken timing after an identifier": (f"{HEAD}1\nx --> y\nlost\n\n{CUE}", ONE),
    "the signature": (f"{HEAD}{TIMING}\nWEBVTT", said("WEBVTT")),
    "the word NOTE": (f"{HEAD}{TIMING}\nNOTE a", said("NOTE a")),
}

BLOCKS: dict[str, tuple[str, list[Found]]] = {
    "comment": (f"{HEAD}NOTE a comment\n\n{CUE}", ONE),
    "comment of lines": (f"{HEAD}NOTE\na\nb\n\n{CUE}", ONE),
    "comment between": (f"{HEAD}{CUE}\n\nNOTE\n\n{SECOND}\nb", said("text", "b")),
    "comment at the end": (f"{HEAD}{CUE}\n\nNOTE end", ONE),
    "comment with an arrow": (f"{HEAD}NOTE a --> b\n\n{CUE}", ONE),
    "a cue below a comment of lines": (f"{HEAD}NOTE\na\n{CUE}", ONE),
    "a cue below a comment": (f"{HEAD}NOTE a\n{CUE}", [("NOTE a", 1.0, 2.0, "text")]),
    "style": (f"{HEAD}STYLE\n::cue {{ color: red }}\n\n{CUE}", ONE),
    "style and spaces": (f"{HEAD}STYLE  \n::cue {{}}\n\n{CUE}", ONE),
    "style with an arrow": (f"{HEAD}STYLE\n::cue {{}}\n{CUE}", ONE),
    "style after a cue": (f"{HEAD}{CUE}\n\nSTYLE\n::cue {{}}\n\n{SECOND}\nb", said("text", "b")),
    "region": (f"{HEAD}REGION\nid:r width:40%\n\n{CUE}", ONE),
    "region and setting": (f"{HEAD}REGION\nid:r\n\n{TIMING} region:r\ntext", ONE),
    "garbage": (f"{HEAD}what is\nthis\n\n{CUE}", ONE),
    "cues out of order": (f"{HEAD}{SECOND}\nb\n\n{CUE}", [("", 3.0, 4.0, "b"), *ONE]),
    "the same cue twice": (f"{HEAD}{CUE}\n\n{CUE}", ONE * 2),
}

GROUPS = {
    "signature": SIGNATURE, "header": HEADER, "line ends": LINE_ENDS, "characters": CHARACTERS, "clocks": CLOCKS,
    "arrows": ARROWS, "settings": SETTINGS, "identifiers": IDENTIFIERS, "text": TEXT, "blocks": BLOCKS,
}  # fmt: skip
CASES = [pytest.param(*case, id=f"{group}: {name}") for group, rows in GROUPS.items() for name, case in rows.items()]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_cues_are_what_the_algorithm_collects(text: str, expected: list[Found]) -> None:
    """Identifier, start, end and raw text of every cue, and no cue more."""
    assert expected == [(cue.id, cue.start_s, cue.end_s, cue.payload) for cue in cues(text)]


def test_there_is_a_case_for_every_rule() -> None:
    """The table is as long as it was written to be."""
    assert len(CASES) >= 120


PIECES = st.sampled_from(
    [
        *("\n", "\n", "\n\n", "\r", "\r\n", "\0", "\ufeff", " ", "\t", "\f", "-->", " --> ", "--", ">", ":", "."),
        *("WEBVTT", "NOTE", "STYLE", "text", "1", "00", "59", "60", "000", "0", "-", "<v A>", "&amp;"),
        *("00:01.000", "00:00:01.000", "1:02:03.004", f"\n\n{TIMING}\n", f"\n{SECOND}\n", f"{TIMING} align:start"),
    ]
)


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(["", "WEBVTT", "WEBVTT\n", HEAD]), st.lists(PIECES, max_size=14))
def test_any_text_gives_the_cues_of_the_algorithm(head: str, pieces: list[str]) -> None:
    """The fast parser and the algorithm written down step by step agree on everything made of the grammar's pieces."""
    text = head + "".join(pieces)

    assert Parser(text).run() == [(cue.id, cue.start_s, cue.end_s, cue.payload) for cue in cues(text)]

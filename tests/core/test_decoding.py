"""Bytes become text by their mark or as UTF-8, never by a guess."""

from __future__ import annotations

import pytest

from talktrack.core.decoding import byte_lines, decode, line_text
from talktrack.core.errors import SourceUnreadableError


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_are_believed_and_removed(encoding: str) -> None:
    """The same text however it was saved, with line ends as single newlines."""
    assert decode("é one\r\ntwo\rthree\n".encode(encoding)) == "é one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"caf\xe9", "encoding_invalid"),
        ("\ud800".encode("utf-16", "surrogatepass"), "encoding_invalid"),
        ("hi".encode("utf-16-le"), "text_has_nul"),
    ],
)
def test_everything_else_is_refused(data: bytes, reason: str) -> None:
    """A wrong guess would corrupt names for ever."""
    with pytest.raises(SourceUnreadableError) as caught:
        decode(data)

    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a\nb\r\nc", ["a\n", "b\r\n", "c"]),
        (b"a\rb", ["a\n", "b"]),
        (b"\xef\xbb\xbfa\n", ["a\n"]),
        ("é\nb".encode("utf-16"), ["é\n", "b"]),
        (b"caf\xe9\ncaf\xc3\xa9\n\x81", ["café\n", "café\n", "\ufffd"]),
        (b"", []),
    ],
)
def test_lines_may_have_encodings_of_their_own(data: bytes, expected: list[str]) -> None:
    """What is not UTF-8 came from Windows; what is neither is replaced."""
    assert [line_text(line) for line in byte_lines(data)] == expected


@pytest.mark.parametrize(("data", "reason"), [(b"a\0b", "text_has_nul"), (b"\xff\xfea", "encoding_invalid")])
def test_lines_of_what_is_no_text(data: bytes, reason: str) -> None:
    """Refused before the first line."""
    with pytest.raises(SourceUnreadableError) as caught:
        byte_lines(data)

    assert caught.value.reason == reason

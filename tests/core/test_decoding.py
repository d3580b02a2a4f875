"""Bytes become text by their mark or as UTF-8, never by a guess."""

from __future__ import annotations

import pytest

from talktrack.core.decoding import decode
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

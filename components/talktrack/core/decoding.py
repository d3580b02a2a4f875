"""Text out of bytes whose encoding nobody declared: byte-order marks are believed, everything else must be UTF-8."""

from __future__ import annotations

import codecs

from talktrack.core.errors import SourceUnreadableError

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes) -> str:
    """Return the text with its byte-order mark removed and its line ends as single newlines.

    Raises:
        SourceUnreadableError: ``encoding_invalid`` (not UTF-8 and no mark) or ``text_has_nul`` (binary data).
    """
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceUnreadableError("encoding_invalid", f"byte {error.start} is not {encoding}") from None
    if "\0" in text:
        raise SourceUnreadableError("text_has_nul", "the text holds NUL characters")
    if "\r" not in text:  # looking for one character is sixty times faster than looking for two
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_mixed(data: bytes) -> str:
    """Return the text of a file that several programs wrote to: a line that is not UTF-8 is taken for Windows-1252.

    Raises:
        SourceUnreadableError: ``text_has_nul``, or a mark promises UTF-16 and the bytes are none.
    """
    try:
        return decode(data)
    except SourceUnreadableError as error:
        if error.reason != "encoding_invalid" or data.startswith(UTF16_MARKS):
            raise
    lines = data.removeprefix(codecs.BOM_UTF8).split(b"\n")
    return decode("\n".join(_line(line) for line in lines).encode())


def _line(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def decode_head(head: bytes) -> str:
    """Return the beginning of a text for a first look; what cannot be decoded is replaced."""
    mark, encoding = next(((m, e) for m, e in _MARKS if head.startswith(m)), (b"", "utf-8"))
    return head[len(mark) :].decode(encoding, "replace")

"""Text out of bytes whose encoding nobody declared: byte-order marks are believed, everything else must be UTF-8."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from talktrack.core.errors import SourceUnreadableError

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Half a pair of surrogates: a high one without a low one behind it, or a low one without a high one before it. The text
# begins every try, so that the search flies over all else; one right behind a backslash may be no escape, and is left.
_HEX = rb"[0-9a-fA-F]{2}"
_HALF_PAIR = re.compile(
    rb"\\u(?:[dD][89abAB]%(hex)s(?!\\u[dD][c-fC-F]%(hex)s)|[dD][c-fC-F]%(hex)s(?<!\\u[dD][89abAB]%(hex)s\\u%(hex)s%(hex)s))"
    rb"(?<!\\\\u%(hex)s%(hex)s)" % {b"hex": _HEX}
)
MAX_HALVES = 100_000

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


def utf8(data: bytes) -> bytes:
    """Return a text as UTF-8 without its mark; what has no mark is not looked at.

    Raises:
        SourceUnreadableError: a mark promises UTF-16 and the bytes are none, or hold NUL characters.
    """
    return decode(data).encode() if data.startswith(UTF16_MARKS) else data.removeprefix(codecs.BOM_UTF8)


def byte_lines(data: bytes) -> Iterator[bytes]:
    """Return the lines of a text as they stand, with their ends, one in memory at a time; UTF-16 becomes UTF-8.

    Raises:
        SourceUnreadableError: ``text_has_nul``, or a mark promises UTF-16 and the bytes are none.
    """
    plain = utf8(data)
    if b"\0" in plain:
        raise SourceUnreadableError("text_has_nul", "the text holds NUL characters")
    if b"\n" not in plain:
        plain = plain.replace(b"\r", b"\n")
    return iter(io.BytesIO(plain))


def line_text(line: bytes) -> str:
    """Return the text of a line; what is not UTF-8 is taken for Windows-1252: files put together mix encodings."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def whole_characters(document: bytes) -> bytes:
    """Return JSON in which every half of a surrogate pair is the replacement character, for it is no character itself.

    Texts that were cut to a length in the middle of an emoji end in one. No document has more than `MAX_HALVES`.
    """
    return _HALF_PAIR.sub(rb"\\ufffd", document, count=MAX_HALVES)


def decode_head(head: bytes) -> str:
    """Return the beginning of a text for a first look; what cannot be decoded is replaced."""
    mark, encoding = next(((m, e) for m, e in _MARKS if head.startswith(m)), (b"", "utf-8"))
    return head[len(mark) :].decode(encoding, "replace")

"""Encoded words in header fields (RFC 2047), such as ``=?utf-8?Q?Angebot_f=C3=BCr_Sie?=``."""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Iterator

from talktrack.ingestion.ingest.readers.mail import charsets
from talktrack.ingestion.ingest.readers.mail.transfer import from_base64

_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?\n]*)\?=")
_SPACES = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
_UNSEEN = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
_VISIBLE: dict[int, str] = dict.fromkeys(_SPACES, " ") | dict.fromkeys(_UNSEEN, "")


def plain(value: str) -> str:
    """Return a field's value as people read it, on one line and without invisible characters.

    White space between two encoded words belongs to neither; a character may begin in one word and end in the next.
    """
    decoded = "".join(_pieces(value)) if "=?" in value else value
    return " ".join((decoded if decoded.isprintable() else decoded.translate(_VISIBLE)).split())


def _pieces(value: str) -> Iterator[str]:
    """Yield the text between encoded words as it stands, and runs of words in one charset as one text."""
    end, charset = 0, ""
    run: list[bytes] = []
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        if run and (between.strip() or word[1].lower() != charset):
            yield charsets.decode(b"".join(run), charset)
            run = []
        if between.strip() or not end:
            yield between
        charset, end = word[1].lower(), word.end()
        run.append(_bytes(word[2], word[3]))
    yield charsets.decode(b"".join(run), charset)
    yield value[end:]


def _bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    return from_base64(raw) if encoding in "bB" else a2b_qp(raw, header=True)

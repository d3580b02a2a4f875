"""The header of a mail or of one of its parts: its fields by lower-case name, as they stand but unfolded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.mail import charsets

MAX_HEADER_BYTES = 1024 * 1024

Fields = Mapping[str, Sequence[str]]

_END = re.compile(rb"\n\r?\n")
_NO_FIELD = re.compile(rb"^(?![!-9;-~]+[ \t]*:|[ \t]|>?From )", re.MULTILINE)
_FOLD = re.compile(r"\r?\n[ \t]+")
_FIELD = re.compile(r"^([!-9;-~]+)[ \t]*:[ \t]*([^\r\n]*)", re.MULTILINE)


def split(data: bytes, start: int, end: int) -> tuple[Fields, int]:
    """Return the fields that stand at `start`, and where the body begins.

    A line that is no field ends a header that no empty line ends.

    Raises:
        SourceUnreadableError: ``mail_header_too_long``.
    """
    if data.startswith((b"\n", b"\r\n"), start, end):
        return {}, data.index(b"\n", start) + 1
    limit = min(end, start + MAX_HEADER_BYTES)
    blank = _END.search(data, start, limit)
    whole_lines = limit if limit == end else data.rfind(b"\n", start, limit) + 1
    stop, body = (blank.start() + 1, blank.end()) if blank else (whole_lines, whole_lines)
    broken = _NO_FIELD.search(data, start, stop - 1) if stop > start else None
    if broken:
        stop = body = broken.start()
    elif blank is None and limit < end:
        raise SourceUnreadableError("mail_header_too_long", f"a header of more than {MAX_HEADER_BYTES} bytes")
    return _fields(data[start:stop]), body


def first(fields: Fields, name: str) -> str:
    """Return the first value of a field, empty when there is none."""
    found = fields.get(name)
    return found[0] if found else ""


def _fields(block: bytes) -> Fields:
    fields: dict[str, list[str]] = {}
    text = charsets.decode(block, "utf-8")
    if "\n " in text or "\n\t" in text:
        text = _FOLD.sub(" ", text)
    for name, value in _FIELD.findall(text):
        fields.setdefault(name.lower(), []).append(value)
    return fields

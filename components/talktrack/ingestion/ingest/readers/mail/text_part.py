"""The text of one part: transfer encoding, charset, line ends, broken lines and markup undone."""

from __future__ import annotations

from talktrack.ingestion.ingest.readers.mail import charsets, flowed, html_text
from talktrack.ingestion.ingest.readers.mail.parts import Part
from talktrack.ingestion.ingest.readers.mail.transfer import content

HTML = "text/html"
MAX_CHARACTERS = 512 * 1024


def text(part: Part, room: int) -> str:
    """Return a part's text in lines that end in one newline, from its first `room` bytes, to `MAX_CHARACTERS`.

    What stands behind them is history that others quoted; the cut is made at the end of a line.
    """
    data = content(part.raw[:room], part.encoding)
    if len(part.raw) > room:
        data = data[: data.rfind(b"\n") + 1] or data
    said = _with_newlines(charsets.decode(data, part.parameters.get("charset", "utf-8")))
    if part.kind == HTML:
        return html_text.text(said)
    if len(said) > MAX_CHARACTERS:
        said = said[: said.rfind("\n", 0, MAX_CHARACTERS) + 1] or said[:MAX_CHARACTERS]
    if part.parameters.get("format", "").lower() != "flowed":
        return said
    return flowed.joined(said, removes_space=part.parameters.get("delsp", "").lower() == "yes")


def _with_newlines(said: str) -> str:
    if "\r" in said:
        said = said.replace("\r\n", "\n").replace("\r", "\n")
    return said.replace("\0", "") if "\0" in said else said

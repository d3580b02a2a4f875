"""What a mail holds: its text, the digests of its attachments (which nobody opens), and the meetings it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from talktrack.core.ids import sha256
from talktrack.ingestion.ingest.readers.mail import charsets, flowed, html_text, invitations
from talktrack.ingestion.ingest.readers.mail.invitations import Invitation
from talktrack.ingestion.ingest.readers.mail.parts import Part
from talktrack.ingestion.ingest.readers.mail.transfer import content

MAX_TEXT_BYTES = 1024 * 1024

_PLAIN, _HTML, _CALENDAR = "text/plain", "text/html", "text/calendar"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail; `size` in bytes after decoding, `sha256` of the same bytes."""

    name: str | None
    type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a mail as its sender sent it, its attachments, and the meetings it invites to."""

    text: str
    attachments: Sequence[Attachment] = ()
    invitations: Sequence[Invitation] = ()


def read(parts: Iterable[Part]) -> Content:
    """Return the content of a mail from its parts; of alternatives the plain text counts, else the HTML."""
    choices: dict[int, list[Part]] = {}
    attachments: list[Attachment] = []
    meetings: list[Invitation] = []
    for part in parts:
        if part.kind in {_PLAIN, _HTML} and part.disposition != "attachment" and not part.name:
            choices.setdefault(part.choice, []).append(part)
            continue
        data = content(part.raw, part.encoding)
        attachments.append(Attachment(part.name, part.kind, len(data), sha256(data)))
        if part.kind == _CALENDAR:
            meetings += invitations.read(_text(part, data), part.parameters.get("method", ""))
    texts = [text for group in choices.values() if (text := _chosen(group))]
    return Content("\n\n".join(texts), attachments, meetings)


def _chosen(group: Sequence[Part]) -> str:
    """Return the text of parts that say the same."""
    plain = "\n\n".join(said for part in group if part.kind == _PLAIN and (said := _decoded(part)).strip())
    return plain or "\n\n".join(html_text.text(_decoded(part)) for part in group if part.kind == _HTML)


def _decoded(part: Part) -> str:
    text = _text(part, content(part.raw, part.encoding))
    if part.parameters.get("format", "").lower() != "flowed":
        return text
    return flowed.joined(text, removes_space=part.parameters.get("delsp", "").lower() == "yes")


def _text(part: Part, data: bytes) -> str:
    """Return text with single newlines."""
    text = charsets.decode(_beginning(data), part.parameters.get("charset", "utf-8"))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "") if "\r" in text or "\0" in text else text


def _beginning(data: bytes) -> bytes:
    """Return the lines within `MAX_TEXT_BYTES`: what stands behind them is history that others quoted."""
    text = data[:MAX_TEXT_BYTES]
    return text if len(text) == len(data) else text[: text.rfind(b"\n") + 1] or text

"""What a mail holds: its text, the digests of its attachments (which nobody opens), and the meetings it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from talktrack.core.ids import sha256
from talktrack.ingestion.ingest.readers.mail import invitations, text_part
from talktrack.ingestion.ingest.readers.mail.invitations import Invitation
from talktrack.ingestion.ingest.readers.mail.parts import Part
from talktrack.ingestion.ingest.readers.mail.transfer import content

MAX_TEXT_BYTES = 1024 * 1024

_PLAIN, _CALENDAR = "text/plain", "text/calendar"


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
    """Return the content of a mail from its parts; of alternatives the plain text counts, else the HTML.

    Parts with text count up to `MAX_TEXT_BYTES` of them all.
    """
    choices: dict[int, list[tuple[Part, int]]] = {}
    attachments: list[Attachment] = []
    meetings: list[Invitation] = []
    room = MAX_TEXT_BYTES
    for part in parts:
        if _is_body(part):
            choices.setdefault(part.choice, []).append((part, room))
            room = max(0, room - len(part.raw))
            continue
        data = content(part.raw, part.encoding)
        attachments.append(Attachment(part.name, part.kind, len(data), sha256(data)))
        if part.kind == _CALENDAR:
            meetings += invitations.read(text_part.text(part, room), part.parameters.get("method", ""))
            room = max(0, room - len(part.raw))
    texts = [text for forms in choices.values() if (text := _chosen(forms))]
    return Content("\n\n".join(texts), attachments, meetings)


def _is_body(part: Part) -> bool:
    """Tell whether a part is to be read at once; text with a name is a file that was attached."""
    return part.kind in {_PLAIN, text_part.HTML} and part.disposition != "attachment" and not part.name


def _chosen(forms: Sequence[tuple[Part, int]]) -> str:
    """Return the text of parts that say the same in several forms."""
    for kind in (_PLAIN, text_part.HTML):
        texts = [text_part.text(part, room) for part, room in forms if part.kind == kind and room]
        if said := "\n\n".join(text for text in texts if text.strip()):
            return said
    return ""

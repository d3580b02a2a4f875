"""The parts of a mail (MIME, RFC 2045 and 2046): the leaves of the tree in order, found without copying anything.

As lenient as the standard library's parser, with the same result: a missing last boundary ends with the mail, a
multipart without any boundary is text. It goes over the bytes and not over the lines, and never recurses. A mail inside
a mail is a leaf.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.mail import header, parameters
from talktrack.ingestion.ingest.readers.mail.header import Fields, first

MAX_PARTS = 2000
MAX_DEPTH = 40

_NEWLINE, _RETURN = b"\n\r"
_TEXT, _MAIL = "text/plain", "message/rfc822"


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf: its type, what its header says of it, and its bytes as they stand in the mail.

    Leaves with the same `choice` say the same in different forms.
    """

    kind: str
    parameters: Mapping[str, str]
    disposition: str
    name: str | None
    encoding: str
    raw: memoryview
    choice: int


@dataclass(frozen=True, slots=True)
class _Span:
    """A part not looked at yet; `choice` is that of the alternatives around it."""

    start: int
    end: int
    depth: int = 0
    choice: int | None = None
    default: str = _TEXT


@dataclass
class _Tree:
    """Counts what was found, to give choices their numbers and to stop a mail that is made of boundaries."""

    data: bytes
    view: memoryview = field(init=False)
    seen: int = 0

    def __post_init__(self) -> None:
        self.view = memoryview(self.data)

    def opened(self, span: _Span, fields: Fields, body: int) -> Part | list[_Span]:
        """Return a leaf, or the parts that a multipart holds."""
        self.seen += 1
        kind = parameters.parse(first(fields, "content-type"))
        name = kind.main if kind.main.count("/") == 1 else span.default if not kind.main else _TEXT
        if not name.startswith("multipart/"):
            return self._leaf(span, name, kind, fields, body)
        boundary = kind.parameters.get("boundary", "").rstrip().encode()
        inner = list(_spans(self.data, body, span.end, boundary)) if boundary else []
        if not inner:
            return self._leaf(span, _TEXT, kind, fields, body)
        if span.depth >= MAX_DEPTH or self.seen + len(inner) > MAX_PARTS:
            raise _too_many()
        choice = self.seen if span.choice is None and name == "multipart/alternative" else span.choice
        default = _MAIL if name == "multipart/digest" else _TEXT
        return [_Span(start, end, span.depth + 1, choice, default) for start, end in inner]

    def _leaf(self, span: _Span, name: str, kind: parameters.Value, fields: Fields, body: int) -> Part:
        disposition = parameters.parse(first(fields, "content-disposition"))
        return Part(
            kind=name,
            parameters=kind.parameters,
            disposition=disposition.main,
            name=parameters.file_name(disposition, kind),
            encoding=first(fields, "content-transfer-encoding").strip().lower(),
            raw=self.view[body : span.end],
            choice=self.seen if span.choice is None else span.choice,
        )


def leaves(data: bytes, fields: Fields, body: int) -> Iterator[Part]:
    """Yield the leaves of a mail whose header was read and whose body begins at `body`.

    Raises:
        SourceUnreadableError: ``mail_too_many_parts`` or ``mail_header_too_long``.
    """
    tree = _Tree(data)
    span = _Span(body, len(data))
    stack: list[_Span] = []
    while True:
        found = tree.opened(span, fields, body)
        if isinstance(found, Part):
            yield found
        else:
            stack += reversed(found)
        if not stack:
            return
        span = stack.pop()
        fields, body = header.split(data, span.start, span.end)


def _spans(data: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the parts between the boundary's lines begin and end; a boundary owns the line end before it."""
    mark = b"--" + boundary
    if data.count(mark, start, end) > MAX_PARTS:
        raise _too_many()
    opened, position = -1, start
    while (at := data.find(mark, position, end)) >= 0:
        position = at + len(mark)
        if at > start and data[at - 1] != _NEWLINE:
            continue
        stop = data.find(b"\n", position, end)
        rest = data[position : stop if stop >= 0 else end].rstrip(b" \t\r")
        if rest not in {b"", b"--"}:
            continue
        if 0 <= opened < at:
            yield opened, max(opened, _before_line_end(data, at))
        if rest or stop < 0:
            return
        opened = position = stop + 1
    if opened >= 0:
        yield opened, end


def _before_line_end(data: bytes, at: int) -> int:
    return at - 2 if data[at - 2] == _RETURN else at - 1


def _too_many() -> SourceUnreadableError:
    return SourceUnreadableError("mail_too_many_parts", f"more than {MAX_PARTS} parts or {MAX_DEPTH} levels of them")

"""The part of Gong's two documents that we read, as typed records; every other field is skipped unparsed.

Field names: Gong's OpenAPI document, ``/v2/calls/transcript`` and ``/v2/calls/extensive``. A document is a page of
calls or one bare call; it may stand inside ``{"payload": …}``, as Zoom Revenue Accelerator imports it, and a file may
hold a list of documents. Absent and null both mean unknown; ids may be numbers, numbers may be strings.

Calls are cut out undecoded first and decoded one by one: a damaged one costs nobody else, and only one is in memory.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.json_document import ABSENT, Anything, Identifier, Number, Shape, utf8
from talktrack.ingestion.ingest.readers.origin import check_size

SOURCE = "gong"

Scalar = str | float | bool | None


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """One sentence; start and end in milliseconds."""

    start: Number | None = None
    end: Number | None = None
    text: str | None = None


class Monologue(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """What one speaker says until the next one speaks."""

    speaker_id: Identifier | None = None
    sentences: tuple[Sentence, ...] | None = None


class CallTranscript(msgspec.Struct, frozen=True, rename="camel"):
    """One call's monologues in order."""

    call_id: Identifier
    transcript: list[Monologue]


class MetaData(msgspec.Struct, frozen=True, rename="camel"):
    """The call itself; duration in seconds."""

    id: Identifier
    title: str | None = None
    scheduled: str | None = None
    started: str | None = None
    duration: Number | None = None
    direction: str | None = None
    scope: str | None = None
    system: str | None = None
    purpose: str | None = None
    language: str | None = None
    meeting_url: str | None = None
    calendar_event_id: str | None = None


class Party(msgspec.Struct, frozen=True, rename="camel"):
    """A person who was invited or attended."""

    speaker_id: Identifier | None = None
    name: str | None = None
    email_address: str | None = None
    phone_number: Identifier | None = None
    affiliation: str | None = None


class ContextField(msgspec.Struct, frozen=True):
    """A CRM field; the value may be of any JSON type."""

    name: str | None = None
    value: msgspec.Raw = ABSENT


class ContextObject(msgspec.Struct, frozen=True, rename="camel"):
    """A CRM object linked to the call, its fields as of `timing`: ``Now`` or ``TimeOfCall``."""

    object_type: str | None = None
    object_id: Identifier | None = None
    timing: str | None = None
    fields: list[ContextField] | None = None

    def value(self, name: str) -> Scalar:
        """Return the value of a field, None where it says nothing or is no plain value."""
        found = next((field.value for field in self.fields or () if field.name == name), ABSENT)
        try:
            return msgspec.json.decode(found, type=Scalar) if found else None
        except msgspec.DecodeError:
            return None

    def number(self, name: str) -> float | None:
        """Return the value of a field as a finite number."""
        try:
            found = float(self.value(name) or "")
        except ValueError:
            return None
        return found if math.isfinite(found) else None


class Context(msgspec.Struct, frozen=True):
    """The objects of one CRM."""

    objects: list[ContextObject] | None = None


class Call(msgspec.Struct, frozen=True, rename="camel"):
    """One call of the extensive document."""

    meta_data: MetaData
    parties: list[Party] | None = None
    context: list[Context] | None = None


class _Outline(msgspec.Struct, frozen=True, rename="camel"):
    """A page read past."""

    call_transcripts: list[Anything] | None = None
    calls: list[Anything] | None = None


class _Page(msgspec.Struct, frozen=True, rename="camel"):
    """What stands around calls. The API names the next page in ``records.cursor``, which is not our concern."""

    payload: msgspec.Raw = ABSENT
    call_transcripts: list[msgspec.Raw] | None = None
    calls: list[msgspec.Raw] | None = None


class _Id(msgspec.Struct, frozen=True):
    id: Identifier | None = None


class _Named(msgspec.Struct, frozen=True, rename="camel"):
    """What names a call, in either document."""

    call_id: Identifier | None = None
    meta_data: _Id = _Id()


_DOCUMENTS = Shape(list[msgspec.Raw], outline=list[Anything])
_PAGE = Shape(_Page, outline=_Outline)
_NAMED = Shape(_Named)
_TRANSCRIPT = Shape(CallTranscript)
_CALL = Shape(Call)


def transcripts(data: bytes) -> list[msgspec.Raw]:
    """Return the calls of a transcript document undecoded; SourceUnreadableError says what is wrong with it."""
    return _some([call for document, page in _pages(data) for call in _listed(page.call_transcripts, document)])


def details(data: bytes) -> list[msgspec.Raw]:
    """Return the calls of an extensive document undecoded; SourceUnreadableError says what is wrong with it."""
    return _some([call for document, page in _pages(data) for call in _listed(page.calls, document)])


def transcript(call: msgspec.Raw) -> CallTranscript:
    """Return one call of a transcript document; SourceUnreadableError says what is wrong with it."""
    return _TRANSCRIPT.read(call)


def detail(call: msgspec.Raw) -> Call:
    """Return one call of an extensive document; SourceUnreadableError says what is wrong with it."""
    return _CALL.read(call)


def identity(call: msgspec.Raw) -> str | None:
    """Return the id of a call in either document, also of one that is damaged elsewhere; None when it has none."""
    try:
        named = _NAMED.read(call)
    except SourceUnreadableError:
        return None
    found = named.call_id or named.meta_data.id
    return None if found is None else str(found)


def _pages(data: bytes) -> Iterator[tuple[msgspec.Raw, _Page]]:
    """Yield every document without its wrapping; one of a list that is no document is left for its own refusal."""
    text = utf8(data)
    listed = text.lstrip()[:1] == b"["
    for document in _DOCUMENTS.read(text) if listed else [msgspec.Raw(text)]:
        try:
            yield _unwrapped(document)
        except SourceUnreadableError:
            if not listed:
                raise
            yield document, _Page()


def _unwrapped(document: msgspec.Raw) -> tuple[msgspec.Raw, _Page]:
    page = _PAGE.read(document)
    return (page.payload, _PAGE.read(page.payload)) if page.payload else (document, page)


def _listed(calls: list[msgspec.Raw] | None, document: msgspec.Raw) -> list[msgspec.Raw]:
    """Return the calls of a page; a document that is no page is one bare call."""
    return [document] if calls is None else calls


def _some(found: list[msgspec.Raw]) -> list[msgspec.Raw]:
    if not found:
        raise SourceUnreadableError("gong_no_calls", "the document holds no call")
    check_size(len(found))
    return found

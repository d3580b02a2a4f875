"""The part of Gong's two documents that we read, as typed records; every other field is skipped unparsed.

Field names: Gong's OpenAPI document, ``/v2/calls/transcript`` and ``/v2/calls/extensive``. A document is a page of
calls or one bare call; it may stand inside ``{"payload": …}``, as Zoom Revenue Accelerator imports it, and a file may
hold a list of documents. Absent and null both mean unknown; ids may be numbers, numbers may be strings.
"""

from __future__ import annotations

import math

import msgspec

from talktrack.core.errors import SourceUnreadableError
from talktrack.core.json_records import Record
from talktrack.ingestion.ingest.readers.json_document import ABSENT, Identifier, Number, Shape
from talktrack.ingestion.ingest.readers.pages import Pages

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


class _Id(msgspec.Struct, frozen=True):
    id: Identifier | None = None


class _Named(msgspec.Struct, frozen=True, rename="camel"):
    """What names a call, in either document."""

    call_id: Identifier | None = None
    meta_data: _Id = _Id()


_TRANSCRIPTS = Pages(lists=("callTranscripts",), wrappings=("payload",))
_DETAILS = Pages(lists=("calls",), wrappings=("payload",))
_NAMED = Shape(_Named)
_TRANSCRIPT = Shape(CallTranscript)
_CALL = Shape(Call)


def transcripts(data: bytes) -> list[Record]:
    """Return the calls of a transcript document undecoded; SourceUnreadableError says what is wrong with it."""
    return _TRANSCRIPTS.records(data)


def details(data: bytes) -> list[Record]:
    """Return the calls of an extensive document undecoded; SourceUnreadableError says what is wrong with it."""
    return _DETAILS.records(data)


def transcript(call: Record) -> CallTranscript:
    """Return one call of a transcript document; SourceUnreadableError says what is wrong with it."""
    return _TRANSCRIPT.read(call.data)


def detail(call: Record) -> Call:
    """Return one call of an extensive document; SourceUnreadableError says what is wrong with it."""
    return _CALL.read(call.data)


def identity(call: Record) -> str | None:
    """Return the id of a call in either document, also of one that is damaged elsewhere; None when it has none."""
    try:
        named = _NAMED.read(call.data)
    except SourceUnreadableError:
        return None
    found = named.call_id or named.meta_data.id
    return None if found is None else str(found)

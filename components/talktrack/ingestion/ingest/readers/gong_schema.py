"""The part of Gong's two documents that we read, as typed records; every other field is skipped unparsed.

Field names: Gong's OpenAPI document, ``/v2/calls/transcript`` and ``/v2/calls/extensive``. A document may stand inside
``{"payload": …}``, as Zoom Revenue Accelerator imports it. Absent and null both mean unknown; ids may be numbers.
"""

from __future__ import annotations

import math
from typing import Any, TypeVar

import msgspec

from talktrack.core.decoding import decode
from talktrack.core.errors import SourceUnreadableError

C = TypeVar("C")
D = TypeVar("D", bound=msgspec.Struct)
Identifier = str | int


class Sentence(msgspec.Struct, frozen=True, rename="camel"):
    """One sentence; start and end in milliseconds."""

    text: str | None = None
    start: float | None = None
    end: float | None = None


class Monologue(msgspec.Struct, frozen=True, rename="camel"):
    """What one speaker says until the next one speaks."""

    speaker_id: Identifier | None = None
    sentences: list[Sentence] | None = None


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
    duration: float | None = None
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
    phone_number: str | None = None
    affiliation: str | None = None


class ContextField(msgspec.Struct, frozen=True, rename="camel"):
    """A CRM field; the value may be of any JSON type."""

    name: str
    value: Any = None


class ContextObject(msgspec.Struct, frozen=True, rename="camel"):
    """A CRM object linked to the call, its fields as of `timing`: ``Now`` or ``TimeOfCall``."""

    object_type: str | None = None
    object_id: str | None = None
    timing: str | None = None
    fields: list[ContextField] | None = None

    def values(self) -> dict[str, str]:
        """Return the fields that have a value, as text."""
        return {field.name: str(field.value) for field in self.fields or () if field.value not in (None, "")}


class Context(msgspec.Struct, frozen=True, rename="camel"):
    """The objects of one CRM."""

    objects: list[ContextObject] | None = None


class Call(msgspec.Struct, frozen=True, rename="camel"):
    """One call of the extensive document."""

    meta_data: MetaData
    parties: list[Party] | None = None
    context: list[Context] | None = None


class TranscriptDocument(msgspec.Struct, frozen=True, rename="camel"):
    """Every form in which transcripts arrive: the API's answer, one bare call, or either inside ``payload``."""

    call_transcripts: list[CallTranscript] | None = None
    call_id: Identifier | None = None
    transcript: list[Monologue] | None = None
    payload: TranscriptDocument | None = None

    def found(self) -> list[CallTranscript]:
        """Return the calls, wherever they stand."""
        if self.payload is not None:
            return self.payload.found()
        bare = [CallTranscript(self.call_id, self.transcript)] if self.call_id and self.transcript is not None else []
        return (self.call_transcripts or []) + bare


class ExtensiveDocument(msgspec.Struct, frozen=True, rename="camel"):
    """Every form in which call details arrive."""

    calls: list[Call] | None = None
    meta_data: MetaData | None = None
    parties: list[Party] | None = None
    context: list[Context] | None = None
    payload: ExtensiveDocument | None = None

    def found(self) -> list[Call]:
        """Return the calls, wherever they stand."""
        if self.payload is not None:
            return self.payload.found()
        bare = [Call(self.meta_data, self.parties, self.context)] if self.meta_data else []
        return (self.calls or []) + bare


def transcripts(data: bytes) -> list[CallTranscript]:
    """Return the calls of a transcript document; SourceUnreadableError says what is wrong with it."""
    return _some(_decoded(data, TranscriptDocument).found())


def calls(data: bytes) -> list[Call]:
    """Return the calls of an extensive document; SourceUnreadableError says what is wrong with it."""
    return _some(_decoded(data, ExtensiveDocument).found())


def number(value: str | None) -> float | None:
    """Return a finite number written as text, or None."""
    try:
        found = float(value or "")
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _some(found: list[C]) -> list[C]:
    if not found:
        raise SourceUnreadableError("gong_no_calls", "the document holds no call")
    return found


def _decoded(data: bytes, document: type[D]) -> D:
    """Decode with types; the library's messages name places and types, never values."""
    try:
        return msgspec.json.decode(decode(data), type=document)
    except msgspec.ValidationError as error:
        raise SourceUnreadableError("gong_shape_wrong", str(error)) from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceUnreadableError("gong_not_json", str(error)) from None

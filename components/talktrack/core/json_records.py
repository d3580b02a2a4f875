"""Cuts a JSON file that holds many records into them: a list, one record a line, or an object of records or of lists.

Nothing is decoded here but the outermost level, so a file costs little more than its own bytes. Each record is decoded
by whoever asked for it, alone: one that is damaged never costs its neighbours, in a broken document neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeVar

import msgspec

from talktrack.core.decoding import utf8, whole_characters
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.json_salvage import spans

T = TypeVar("T")
Piece = bytes | memoryview | msgspec.Raw

MAX_RECORDS = 100_000
MAX_VALUES = 1_000_000
MAX_OPENINGS = 1_200_000
LOOK_RECORDS = 100
MAX_NAME_BYTES = 250

_LINE = re.compile(rb"\S[^\n]*")
_NAME = re.compile(rb'"([^"\\]{1,200})"\s*:\s*\Z')


class _Anything(msgspec.Struct, frozen=True, gc=False):
    """An object whose fields do not matter; it costs nothing to read past them."""


_Outline = list[_Anything] | dict[str, _Anything | list[_Anything]]
_Level = list[msgspec.Raw] | dict[str, msgspec.Raw]


_LEVEL = msgspec.json.Decoder(_Level)


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the file; `place` tells it from its neighbours, `key` is the name it has there."""

    place: str
    data: Piece
    key: str | None = None


def cut(data: bytes, marks: frozenset[str]) -> list[Record]:
    """Return the records of a file; an object that has one of `marks` is itself a record.

    Beside its bytes a file takes at most 210 MiB here, whatever it holds: that many small values (commas) and objects
    (openings) fit. In a file with more of them, every value of the outermost level must be an object or a list.

    Raises:
        SourceUnreadableError: ``json_broken``, ``json_no_records``, ``json_too_many_records``, ``json_too_dense`` or
            ``encoding_invalid``.
    """
    text = utf8(data)
    records = list(islice(_found(text, marks), MAX_RECORDS + 1))
    if not records:
        raise SourceUnreadableError("json_no_records", "the document holds no record")
    _check_number(len(records))
    return records


def decoded(record: Record, decoder: msgspec.json.Decoder[T]) -> T:
    """Return a record as the decoder's type; the reasons name places and types, never values.

    Raises:
        SourceUnreadableError: ``record_broken``, ``record_shape_wrong``, ``record_too_large`` or ``encoding_invalid``.
    """
    size = len(memoryview(record.data))
    if size > MAX_VALUES and bytes(record.data).count(b",") > MAX_VALUES:
        raise SourceUnreadableError("record_too_large", f"more than {MAX_VALUES} values in one record")
    with explained():
        return lenient(record.data, decoder)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what a decoder raises into the reason why a record cannot be read."""
    try:
        yield
    except msgspec.ValidationError as error:
        raise SourceUnreadableError("record_shape_wrong", str(error)) from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceUnreadableError("record_broken", str(error)) from None
    except UnicodeDecodeError:
        raise SourceUnreadableError("encoding_invalid", "a text of the record is not UTF-8") from None


def lenient(data: Piece, decoder: msgspec.json.Decoder[T]) -> T:
    """Decode JSON; half a pair of surrogates becomes the replacement character."""
    try:
        return decoder.decode(data)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        return decoder.decode(whole_characters(bytes(data)))


def _found(text: bytes, marks: frozenset[str]) -> Iterator[Record]:
    """Yield the records of lines, where the first of several is a whole object, else of a document, broken or not."""
    first = _LINE.search(text)
    if first and _is_object(memoryview(text)[slice(*first.span())]) and _LINE.search(text, first.end()):
        return _lines(text)
    try:
        _check_density(text)
        return _records(lenient(text, _LEVEL), text, marks)
    except (msgspec.DecodeError, RecursionError) as error:
        return _mended(text, marks, str(error))
    except UnicodeDecodeError:
        raise SourceUnreadableError("encoding_invalid", "a name in the document is not UTF-8") from None


def _mended(text: bytes, marks: frozenset[str], problem: str) -> Iterator[Record]:
    """Yield the records of a broken document, as lines or by its brackets: whichever gives mostly whole objects."""
    for records in (_lines(text), _salvaged(text)):
        first = list(islice(records, LOOK_RECORDS))
        whole = sum(_is_object(record.data) for record in first)
        if first and 2 * whole >= len(first) and not any(record.key in marks for record in first):
            return chain(first, records)
    raise SourceUnreadableError("json_broken", problem)


def _check_density(text: bytes) -> None:
    """Refuse what would fill memory when it is cut: a comma stands before every value but the first."""
    if text.count(b",") <= MAX_VALUES:
        return
    if text.count(b"{") + text.count(b"[") > MAX_OPENINGS:
        raise SourceUnreadableError("json_too_dense", f"more than {MAX_OPENINGS} objects and lists")
    try:
        outline = msgspec.json.decode(text, type=_Outline)
    except msgspec.ValidationError as error:
        raise SourceUnreadableError("json_too_dense", str(error)) from None
    _check_number(len(outline))


def _check_number(records: int) -> None:
    if records > MAX_RECORDS:
        raise SourceUnreadableError("json_too_many_records", f"more than {MAX_RECORDS} records")


def _records(level: _Level, text: bytes, marks: frozenset[str]) -> Iterator[Record]:
    """Yield the records of the outermost level; plain values of an object only describe the document."""
    if isinstance(level, list):
        yield from (Record(str(index), item) for index, item in enumerate(level))
    elif marks & level.keys():
        yield Record("0", text)
    else:
        for key, item in level.items():
            opening = bytes(memoryview(item)[:1])
            if opening == b"{":
                yield Record(key, item, key)
            elif opening == b"[":
                inner = msgspec.json.decode(item, type=list[msgspec.Raw])
                yield from (Record(f"{key}/{index}", one, key) for index, one in enumerate(inner))


def _lines(text: bytes) -> Iterator[Record]:
    view = memoryview(text)
    for index, line in enumerate(_LINE.finditer(text)):
        yield Record(str(index), view[slice(*line.span())])


def _salvaged(text: bytes) -> Iterator[Record]:
    """Yield what stands at the second level of a broken document; in an object under the name before it."""
    if text.count(b"{") + text.count(b"[") > MAX_OPENINGS:
        raise SourceUnreadableError("json_too_dense", f"more than {MAX_OPENINGS} objects and lists")
    view, before = memoryview(text), 0
    for index, (start, end) in enumerate(spans(text)):
        named = _NAME.search(text, max(before, start - MAX_NAME_BYTES), start)
        key = named[1].decode("utf-8", "replace") if named else None
        yield Record(key or str(index), view[start:end], key)
        before = end


def _is_object(data: Piece) -> bool:
    try:
        msgspec.json.decode(data, type=_Anything)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True

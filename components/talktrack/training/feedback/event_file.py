"""Reads files of events: JSON lists, one object a line, wrapped lists, and CSV with a header."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import dropwhile
from typing import Any

import msgspec

from talktrack.core import sniff
from talktrack.core.decoding import byte_lines, decode_head, line_text
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.json_records import cut, decoded
from talktrack.training.feedback.events import Line, judged
from talktrack.training.feedback.fields import FieldInvalidError, event_of
from talktrack.training.feedback.turn_labels import rows_of
from talktrack.training.feedback.vocabulary import FIELDS

MARKS = frozenset({*FIELDS["kind"], *FIELDS["subject"], *FIELDS["id"]})

_OBJECT = msgspec.json.Decoder(dict[str, Any])
_WRONG_ENCODING, _NOT_AN_EVENT = "wrong_encoding", "not_an_event"

Row = Mapping[str, Any] | str


def read(data: bytes, tenant: str, now: datetime) -> Iterator[Line]:
    """Yield the events of a file, and for every other row the reason why it is none.

    Raises:
        SourceUnreadableError: nothing of the file can be read.
    """
    is_json = decode_head(data[: sniff.HEAD_BYTES]).lstrip().startswith(("{", "["))
    for row in _objects(data) if is_json else _cells(data):
        if isinstance(row, str):
            yield Line(None, row)
        else:
            yield from (line_of(one, tenant, now) for one in rows_of(row))


def line_of(row: Mapping[str, Any], tenant: str, now: datetime) -> Line:
    """Return the event of one row, or why it is rejected."""
    try:
        return judged(event_of(row, tenant), tenant, now)
    except FieldInvalidError as error:
        return Line(None, str(error))


def _objects(data: bytes) -> Iterator[Row]:
    for record in cut(data, MARKS):
        try:
            yield decoded(record, _OBJECT)
        except SourceUnreadableError as error:
            yield _WRONG_ENCODING if error.reason == "encoding_invalid" else _NOT_AN_EVENT


def _cells(data: bytes) -> Iterator[Row]:
    lines = dropwhile(str.isspace, map(line_text, byte_lines(data)))
    line = next(lines, "").rstrip("\r\n")
    header = sniff.header_of(line)
    rows = csv.reader(lines, delimiter=sniff.delimiter(line))
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield _NOT_AN_EVENT
            continue
        if len(row) == len(header) and row != header:
            yield dict(zip(header, row, strict=True))
        elif row and row != header:
            yield "row_ragged"

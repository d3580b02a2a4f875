"""Cues of a WebVTT file by the parsing algorithm of the W3C (https://www.w3.org/TR/webvtt1/#file-parsing).

Only an identifier line, a timing line and the payload make a cue; NOTE, STYLE and REGION blocks have no timing line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import compress

import msgspec

from talktrack.ingestion.ingest.readers.captions import blocks, timing
from talktrack.ingestion.ingest.readers.captions.timing import ARROW

SIGNATURE = "WEBVTT"
_AFTER_SIGNATURE = frozenset({"", " ", "\t", "\n"})
_BYTE_ORDER_MARK = "\ufeff"


class Cue(msgspec.Struct, frozen=True, gc=False):
    """One cue; times in seconds. `payload` is the text as it stands: lines, tags and escapes."""

    id: str
    start_s: float | None
    end_s: float | None
    payload: str


@dataclass(frozen=True)
class Cues:
    """The same cues as columns, for files of many; `marks` may be anywhere in the payloads (see `blocks.MARKS`)."""

    ids: list[str]
    starts: list[float | None]
    ends: list[float | None]
    payloads: list[str]
    marks: Collection[str]


def cues(text: str) -> Iterator[Cue]:
    """Return the cues of a WebVTT file, in the order of the file, that the W3C's algorithm collects.

    There are none where the text does not begin with the signature.
    """
    body = _body(_normal(text))
    found = blocks.by_grammar(body)
    columns = _timed(found, timing.by_grammar(found.timings))
    return map(Cue, columns.ids, columns.starts, columns.ends, columns.payloads)


def cues_as_written(text: str) -> Cues:
    """Return what sources mean by a file that may not keep to the grammar; the text is as `core.decoding` leaves it.

    Times may be unpadded, negative or senseless (None) and have commas before the milliseconds; words may hold arrows;
    lines of spaces are blank, and blank lines may be missing.
    """
    text = _body(text)  # the name is used again so that a large text is not kept twice
    found = blocks.as_written(text)
    return _timed(found, timing.as_written(found.timings))


def _timed(found: blocks.Columns, intervals: timing.Intervals) -> Cues:
    """Return the blocks that have a timing line."""
    if all(intervals.found):
        return Cues(found.identifiers, intervals.starts, intervals.ends, found.payloads, found.marks)
    return Cues(
        list(compress(found.identifiers, intervals.found)),
        list(compress(intervals.starts, intervals.found)),
        list(compress(intervals.ends, intervals.found)),
        list(compress(found.payloads, intervals.found)),
        found.marks,
    )


def _normal(text: str) -> str:
    """Return the text without byte-order mark, with single newlines for line ends and no NUL."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", "\ufffd").removeprefix(_BYTE_ORDER_MARK)


def _body(text: str) -> str:
    """Return what follows the header; a header that is not ended by a blank line ends at the first arrow."""
    signature, following = text[: len(SIGNATURE)], text[len(SIGNATURE) : len(SIGNATURE) + 1]
    first = text.find("\n")
    if signature != SIGNATURE or following not in _AFTER_SIGNATURE or first < 0:
        return ""
    blank = text.find("\n\n", first)
    arrow = text.find(ARROW, first)
    if arrow >= 0 and (arrow < blank or blank < 0):
        return text[text.rfind("\n", 0, arrow) + 1 :]
    return text[blank + 2 :] if blank >= 0 else ""

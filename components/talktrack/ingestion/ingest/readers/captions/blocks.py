"""The blocks of a caption file: identifier, timing line and payload of each cue, found in one pass over the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from talktrack.ingestion.ingest.readers.captions.timing import ARROW, is_timing
from talktrack.ingestion.ingest.readers.origin import check_size

Row = tuple[str, str, str]

BLOCKS_PER_CUE = 4  # comments beside the cues are expected, more than a few for each are not

# What makes a payload more than words on a line; single characters are found many times faster than several.
MARKS = ("<", ">", "&", "{", "\n")


@dataclass(frozen=True)
class Columns:
    """Identifier, timing line and payload of every block; one without a timing line is all payload.

    `marks` are those of `MARKS` that are anywhere in the payloads: looking once spares a look at each.
    Columns and not rows: a hundred thousand small containers would keep the garbage collector busy.
    """

    identifiers: list[str] = field(default_factory=list)
    timings: list[str] = field(default_factory=list)
    payloads: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)

    def extend(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        for identifier, timing, payload in rows:
            self.identifiers.append(identifier)
            self.timings.append(timing)
            self.payloads.append(payload)


def by_grammar(text: str) -> Columns:
    """Return the blocks of text after a WebVTT header: any line with an arrow is a timing line and begins a cue."""
    return _columns(_blocks(text), lambda block: _parted(block, lambda _: True))


def as_written(text: str) -> Columns:
    """Return the blocks of a file as sources write it.

    Words may hold an arrow, and the blank line above a cue may hold spaces or be missing.

    Raises:
        SourceUnreadableError: ``too_many_turns``.
    """
    found = _blocks(text)
    check_size(len(found) // BLOCKS_PER_CUE)
    columns = _columns(found, _loosely_parted)
    check_size(len(columns.timings) - columns.timings.count(""))
    return columns


def _blocks(text: str) -> list[str]:
    """Return what blank lines part; a block begins with a line end where there are more of them, but none ends so."""
    found = text.split("\n\n")
    found[-1] = found[-1].rstrip("\n")
    return found


def _columns(found: Sequence[str], part: Callable[[str], Iterable[Row]]) -> Columns:
    """Part every block; only where arrows are in identifiers or payloads a second look is needed."""
    columns = Columns()
    identifiers, timings, payloads = columns.identifiers, columns.timings, columns.payloads
    for block in found:
        first, _, rest = block.partition("\n")
        second, _, below = rest.partition("\n")
        if ARROW in second:
            identifiers.append(first)
            timings.append(second)
            payloads.append(below)
        elif ARROW in first:
            identifiers.append("")
            timings.append(first)
            payloads.append(rest)
        elif ARROW in rest:
            columns.extend(part(block.strip("\n")))
        elif block:
            columns.extend([("", "", block.strip("\n"))])
    everything = "".join(payloads)
    columns.marks.update(mark for mark in MARKS if mark in everything)
    stray = ARROW[-1] in columns.marks or ARROW[-1] in "".join(identifiers)
    return _parted_again(columns, part) if stray else columns


def _parted_again(columns: Columns, part: Callable[[str], Iterable[Row]]) -> Columns:
    """Return the columns after a second look at the rows with more than one arrow."""
    again = Columns(marks=set(MARKS))  # lines move between the columns, so every mark is possible
    for row in zip(columns.identifiers, columns.timings, columns.payloads, strict=True):
        stray = ARROW in row[2] or ARROW in row[0]
        again.extend(part("\n".join(filter(None, row))) if stray else (row,))
    return again


def _parted(block: str, accepts: Callable[[str], bool]) -> Iterator[Row]:
    """Yield the rows of a block with any number of timing lines; only a single line above the first identifies it."""
    timings = list(_timing_lines(block, accepts))
    if not timings:
        yield "", "", block
        return
    identifier = block[: max(0, timings[0][0] - 1)]
    if "\n" in identifier:
        yield "", "", identifier
        identifier = ""
    ends = [start - 1 for start, _ in timings[1:]] + [len(block)]
    for (start, stop), end in zip(timings, ends, strict=True):
        yield identifier, block[start:stop], block[stop + 1 : end]
        identifier = ""


def _loosely_parted(block: str) -> Iterator[Row]:
    """Yield the rows of a block that lacks blank lines: what identifies a cue stands below the words of another."""
    *before, last = _parted(block, is_timing)
    name = ""
    for identifier, timing, payload in before:
        words, _, below = payload.rpartition("\n")
        names = below.isdigit() or _ends_blank(words)
        yield identifier or name, timing, words if names else payload
        name = below if names else ""
    yield last[0] or name, last[1], last[2]


def _ends_blank(words: str) -> bool:
    """Tell whether the last line holds nothing but spaces."""
    return "\n" in words and not words[words.rfind("\n") :].strip()


def _timing_lines(block: str, accepts: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield where the timing lines of a block begin and stop."""
    arrow = block.find(ARROW)
    while arrow >= 0:
        start = block.rfind("\n", 0, arrow) + 1
        stop = block.find("\n", arrow)
        stop = len(block) if stop < 0 else stop
        if accepts(block[start:stop]):
            yield start, stop
        arrow = block.find(ARROW, stop)

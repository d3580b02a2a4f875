"""The new text of a mail: what its sender wrote now, without the mails quoted or forwarded in it."""

from __future__ import annotations

from collections.abc import Sequence

from talktrack.ingestion.ingest.readers.mail import reply_marks as marks

HEADING_LINES = 8
WRAPPED_LINES = 3
SHORTEST_ATTRIBUTION = 6

_STROKES = "-_=*~ "


def new_lines(text: str) -> list[str]:
    """Return the lines of a text that its sender wrote, in order.

    Lines after ``>`` are quoted, and so is the line above that says by whom. Behind a divider, behind a heading of
    fields, and behind an attribution without ``>`` below it everything is quoted.
    """
    lines = text.split("\n")
    kept: list[str] = []
    for index, raw in enumerate(lines):
        line = raw.strip()
        if line.startswith(">"):
            continue
        if line and _opens_quoted_rest(lines, index, line):
            break
        if line.endswith((":", "：")) and len(line) >= SHORTEST_ATTRIBUTION:
            is_quoted_below = _below(lines, index).startswith(">")
            above = _attribution(kept, line, is_quoted_below=is_quoted_below)
            if above is not None:
                del kept[len(kept) - above :]
                if is_quoted_below:
                    continue
                break
        kept.append(raw.rstrip())
    while kept and not kept[-1].strip(_STROKES):
        kept.pop()
    return kept


def _opens_quoted_rest(lines: Sequence[str], index: int, line: str) -> bool:
    if marks.is_divider(line):
        return True
    if marks.is_rule(line):
        return marks.heading_field(_below(lines, index)) == marks.SENDER
    return marks.heading_field(line) == marks.SENDER and _is_heading(lines[index : index + HEADING_LINES])


def _is_heading(lines: Sequence[str]) -> bool:
    """Tell whether lines name sender, subject, and a time or a receiver; fewer may be a travel plan."""
    fields = {marks.heading_field(line.strip()) for line in lines}
    return {marks.SENDER, marks.SUBJECT} <= fields and not fields.isdisjoint({marks.SENT, marks.RECEIVER})


def _below(lines: Sequence[str], index: int) -> str:
    """Return the next line that holds something, empty at the end."""
    for place in range(index + 1, len(lines)):
        if line := lines[place].strip():
            return line
    return ""


def _attribution(kept: Sequence[str], line: str, *, is_quoted_below: bool) -> int | None:
    """Return how many of the lines above belong to the attribution that ends in a line; None when it is none."""
    is_whole = marks.is_attribution(line, is_quoted_below=is_quoted_below)
    before = kept[-1].strip() if kept else ""
    if is_whole and marks.says_when(line) and (marks.opens_with_day(line) or not marks.opens_with_day(before)):
        return 0
    joined = line
    for above, part in enumerate(reversed(kept[-WRAPPED_LINES:]), start=1):
        if not part:
            break
        joined = f"{part.strip()} {joined}"
        if marks.opens_attribution(part.strip()) and marks.is_attribution(joined, is_quoted_below=is_quoted_below):
            return above
    return 0 if is_whole else None

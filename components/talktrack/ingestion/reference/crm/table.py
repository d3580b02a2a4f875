"""Reads the CSV files of bulk exports and reports, whichever object they hold and whoever named their columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cached_property
from itertools import dropwhile

from talktrack.core.crm_headers import Headers
from talktrack.core.decoding import byte_lines, line_text
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.sniff import delimiter, header_of
from talktrack.ingestion.reference.crm import dates
from talktrack.ingestion.reference.crm.cells import Cells
from talktrack.ingestion.reference.crm.objects import finding
from talktrack.ingestion.reference.crm.rows import Finding
from talktrack.ingestion.reference.skipped import Skipped

MAX_LINE_CHARACTERS = 512 * 1024
DATES = frozenset(
    {
        "CreatedDate", "CloseDate", "LastModifiedDate", "CompletedDateTime", "StartDateTime", "EndDateTime",
        "ActivityDateTime",
    }
)  # fmt: skip


def read(data: bytes, headers: Headers) -> Iterator[Finding]:
    """Return what the rows of a file say, one after the other.

    Raises:
        SourceUnreadableError: the bytes are no text, or no known object has these columns.
    """
    return _Sheet(data, headers).findings()


class _Sheet:
    """One table: its bytes, and where the columns that count stand in a row."""

    def __init__(self, data: bytes, headers: Headers) -> None:
        self._data = data
        line = next(self._lines(), "").rstrip("\r\n")
        if len(line) > MAX_LINE_CHARACTERS:
            raise SourceUnreadableError("crm_columns_unknown", "the header has no end")
        self._delimiter, header = delimiter(line), header_of(line)
        held = headers.table(header)
        if held is None:
            raise SourceUnreadableError("crm_columns_unknown", "no known object has these columns")
        self._object, self._places, self._width = held.object, held.places, len(header)

    def findings(self) -> Iterator[Finding]:
        has_id = "Id" in self._places
        for row in self._rows():
            if isinstance(row, Skipped):
                yield row
            elif len(row) == self._width:
                yield finding(self._object, self._cells(row), has_id=has_id)
            elif row:
                yield Skipped("report_footer" if _is_sentence(row) else "row_ragged")

    def _lines(self) -> Iterator[str]:
        """Return the lines from the first that is not empty."""
        return dropwhile(str.isspace, map(line_text, byte_lines(self._data)))

    def _rows(self) -> Iterator[list[str] | Skipped]:
        lines = self._lines()
        next(lines)
        ragged = self._delimiter * self._width  # stands for a line that would fill memory with cells
        bounded = (line if len(line) <= MAX_LINE_CHARACTERS else ragged for line in lines)
        rows = csv.reader(bounded, delimiter=self._delimiter)
        while True:
            try:
                yield next(rows)
            except StopIteration:
                return
            except csv.Error:
                yield Skipped("row_unreadable")

    def _cells(self, row: list[str]) -> Cells:
        def cell(column: str) -> str:
            place = self._places.get(column)
            if place is None:
                return ""
            value = row[place].strip()
            if column in DATES and value and not value[:4].isdigit():
                return dates.iso(value, days_first=self._day_first)
            return value

        return cell

    @cached_property
    def _day_first(self) -> bool | None:
        """Look at all dates of the table, once, when the first of them is not ISO 8601."""
        places = [place for column, place in self._places.items() if column in DATES]
        whole = (row for row in self._rows() if not isinstance(row, Skipped) and len(row) == self._width)
        return dates.day_first(row[place].strip() for row in whole for place in places)


def _is_sentence(row: list[str]) -> bool:
    """Tell what reports write below their rows (who made them, what is confidential) from a row that was cut off."""
    return len(row) == 1 and " " in row[0].strip()

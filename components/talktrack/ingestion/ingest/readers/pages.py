"""How the records of an API stand in a file: a page of them or one alone, with or without wrapping, or a list of those.

Records are cut out undecoded and decoded one by one: a damaged one costs nobody else, and only one is in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from talktrack.core.decoding import utf8
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.json_records import Record
from talktrack.ingestion.ingest.readers.json_document import ABSENT, Anything, Shape
from talktrack.ingestion.ingest.readers.origin import check_size

MOST_WRAPPINGS = 3

_DOCUMENTS = Shape(list[msgspec.Raw], outline=list[Anything])


class Pages:
    """The names under which records stand: `lists` hold many of them, `wrappings` one document."""

    def __init__(self, *, lists: Sequence[str], wrappings: Sequence[str] = ()) -> None:
        """Keep the names and make the shape of a page from them; what else a page says is skipped."""
        self._lists, self._wrappings = lists, wrappings
        wrapped: list[Any] = [(name, msgspec.Raw, ABSENT) for name in wrappings]
        page = [(name, list[msgspec.Raw] | None, None) for name in lists]
        outline = [(name, list[Anything] | None, None) for name in lists]
        self._page = Shape(
            msgspec.defstruct("Page", wrapped + page), outline=msgspec.defstruct("Outline", wrapped + outline)
        )

    def records(self, data: bytes) -> list[Record]:
        """Return the records of a file; their place in it is their number.

        Raises:
            SourceUnreadableError: ``json_no_records``, ``too_many_turns``, or the file is damaged (see `Shape`).
        """
        found = [record for document in self._documents(utf8(data)) for record in document]
        if not found:
            raise SourceUnreadableError("json_no_records", "the document holds no record")
        check_size(len(found))
        return [Record(str(place), record) for place, record in enumerate(found)]

    def _documents(self, text: bytes) -> Iterator[Sequence[msgspec.Raw]]:
        """Yield each document's records; one of a list that is no document is left for its own refusal."""
        if text.lstrip()[:1] != b"[":
            yield self._cut(msgspec.Raw(text))
            return
        for document in _DOCUMENTS.read(text):
            try:
                yield self._cut(document)
            except SourceUnreadableError:
                yield [document]

    def _cut(self, document: msgspec.Raw) -> Sequence[msgspec.Raw]:
        """Return the records of one document: those of its lists, or itself without its wrappings."""
        for _ in range(MOST_WRAPPINGS):
            page = self._page.read(document)
            lists = [found for name in self._lists if (found := getattr(page, name)) is not None]
            if lists:
                return [record for found in lists for record in found]
            inner = next((found for name in self._wrappings if (found := getattr(page, name))), None)
            if inner is None:
                break
            document = inner
        return [document]

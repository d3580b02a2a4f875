"""Files whose records are one conversation each: a damaged record is named, and its neighbours are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from talktrack.core.conversation import Conversation
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.json_records import Record
from talktrack.ingestion.ingest.readers.reading import Damaged, Reading


def each(records: Iterable[Record], read: Callable[[Record], Conversation]) -> Iterator[Reading]:
    """Yield the conversation of each record, or why there is none.

    A second conversation of a file under the same id would silently replace the first, so it counts as damaged.
    """
    seen: set[str] = set()
    for record in records:
        try:
            found = read(record)
        except SourceUnreadableError as error:
            yield Damaged(record.place, error.reason, str(error))
            continue
        if found.id in seen:
            yield Damaged(record.place, "record_repeated", "another record of the file has the same id")
            continue
        seen.add(found.id)
        yield found

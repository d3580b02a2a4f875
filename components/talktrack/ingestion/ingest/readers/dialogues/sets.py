"""Which set a dialogue belongs to: the one whose own name for the turns it has."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from talktrack.core.errors import SourceUnreadableError
from talktrack.core.json_records import Record, decoded
from talktrack.ingestion.ingest.readers.dialogues import abcd, casino, craigslist, dialogstudio, salesbot, taskmaster
from talktrack.ingestion.ingest.readers.dialogues.dialogue import Dialogue

Set = Callable[[Record], Dialogue]

SETS: dict[str, Set] = {
    "log": dialogstudio.read,
    "dialog": salesbot.read,
    "events": craigslist.read,
    "chat_logs": casino.read,
    "original": abcd.read,
    "utterances": taskmaster.read,
}
MARKS = frozenset(SETS)

_NAMES = msgspec.json.Decoder(dict[str, msgspec.Raw])


class Sets:
    """Reads dialogues of any set. Most files hold one set, so the one met last is tried first."""

    def __init__(self) -> None:
        """Begin without an expectation."""
        self._last: Set | None = None

    def read(self, record: Record) -> Dialogue:
        """Return a dialogue.

        Raises:
            SourceUnreadableError: ``dialogue_unknown``, ``too_many_turns``, or the reasons of `decoded`.
        """
        expected = self._last
        if expected is not None:
            try:
                return expected(record)
            except SourceUnreadableError as error:
                told = _told(record)
                if told is expected:
                    raise error from None
        else:
            told = _told(record)
        self._last = told
        return told(record)


def _told(record: Record) -> Set:
    names = decoded(record, _NAMES)
    found = next((SETS[mark] for mark in SETS if mark in names), None)
    if found is None:
        raise SourceUnreadableError("dialogue_unknown", "no known set has a record with these fields")
    return found

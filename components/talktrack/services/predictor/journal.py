"""What a predictor leaves behind: rows that are redacted and published later, by a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import msgspec

from talktrack.core.errors import TalktrackError
from talktrack.core.ports import Repository
from talktrack.core.tables import Table

MOST_WAITING = 5000
WRITE_EVERY_S = 5.0
TEXTS = ("text", "prompt", "answer")

LOG = logging.getLogger(__name__)


class Journal:
    """Takes rows in at once; an unreachable repository loses nothing that fits.

    `redact` replaces personal data in the fields called text, prompt and answer; the publishing thread alone calls it.
    """

    def __init__(self, repository: Repository | None, redact: Callable[[str], str]) -> None:
        """Start the publishing thread when there is a repository."""
        self._repository = repository
        self._redact = redact
        self._waiting: list[tuple[Table[Any], Any]] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        if repository is not None:
            self._thread.start()

    @property
    def keeps(self) -> bool:
        """Tell whether there is a repository at all."""
        return self._repository is not None

    def put(self, table: Table[Any], row: Any) -> bool:
        """Keep one row for publishing; return false when there is nowhere to publish or no room."""
        with self._lock:
            if self._repository is None or len(self._waiting) >= MOST_WAITING:
                return False
            self._waiting.append((table, row))
        return True

    def close(self) -> None:
        """Publish what waits; called once, when the server has drained."""
        if self._repository is not None:
            self._closing.set()
            self._thread.join()

    def _work(self) -> None:
        while not self._closing.wait(WRITE_EVERY_S):
            self._publish()
        self._publish()

    def _publish(self) -> None:
        with self._lock:
            taken, self._waiting = self._waiting, []
        for table in {table.name: table for table, _ in taken}.values():
            rows = [row for owner, row in taken if owner.name == table.name]
            if not self._published(table, rows):
                with self._lock:
                    self._waiting = [(table, row) for row in rows] + self._waiting

    def _published(self, table: Table[Any], rows: list[Any]) -> bool:
        if self._repository is None:
            return False
        try:
            self._repository.publish(table, [self._clean(row) for row in rows])
        except TalktrackError:
            LOG.warning("%s waits: the repository cannot be written", table.name, extra={"count": len(rows)})
            return False
        return True

    def _clean(self, row: Any) -> Any:
        found = {name: text for name in TEXTS if (text := getattr(row, name, None))}
        return msgspec.structs.replace(row, **{name: self._redact(text) for name, text in found.items()})

"""Which collection searches go to: a note in the tenant's home, whatever database holds the collection."""

from __future__ import annotations

import msgspec

from talktrack.core.ports import BlobStore, LiveIndex

ALIAS = "live.json"


class Alias:
    """The alias of one tenant in one database."""

    def __init__(self, notes: BlobStore) -> None:
        """Keep the folder of the note."""
        self._notes = notes

    def live(self) -> LiveIndex | None:
        """Return what the alias points at."""
        found = self._notes.read_with_generation(ALIAS)
        return msgspec.json.decode(found[0], type=LiveIndex) if found else None

    def switch(self, live: LiveIndex) -> None:
        """Point the alias at a collection."""
        self._notes.write(ALIAS, msgspec.json.encode(live))

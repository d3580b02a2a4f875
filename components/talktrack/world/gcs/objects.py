"""What a bucket holds: immutable objects with generations, and the preconditions that make writes safe.

Rules of https://cloud.google.com/storage/docs/request-preconditions and
https://cloud.google.com/storage/docs/consistency: every operation here is atomic and strongly consistent.
"""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from talktrack.world.gcs.refusals import RefusedError, not_found

FIRST_GENERATION = 1_700_000_000_000_000


@dataclass(frozen=True)
class StoredObject:
    """One object; a new write makes a new one with a higher generation."""

    name: str
    data: bytes
    generation: int
    content_type: str
    metadata: dict[str, str]
    created: datetime

    @property
    def md5(self) -> str:
        """Return the base64 MD5, as both APIs quote it."""
        return base64.b64encode(hashlib.md5(self.data, usedforsecurity=False).digest()).decode()

    @property
    def crc32c(self) -> str:
        """Return the base64 CRC32C in big-endian order, as both APIs quote it."""
        return crc32c(self.data)

    @property
    def etag(self) -> str:
        """Return a tag that changes with every write."""
        return f'"{self.generation:x}"'


def crc32c(data: bytes) -> str:
    """Return the base64 CRC32C of bytes (https://cloud.google.com/storage/docs/data-validation)."""
    import google_crc32c

    return base64.b64encode(google_crc32c.value(data).to_bytes(4, "big")).decode()


@dataclass(frozen=True)
class Precondition:
    """Generation checks; 0 means "no live object". None is not checked."""

    match: int | None = None
    not_match: int | None = None

    def check(self, current: StoredObject | None, *, reading: bool = False) -> None:
        """Refuse with 412, or 304 where a read finds the generation that the client already has."""
        generation = current.generation if current else 0
        if self.match is not None and self.match != generation:
            raise RefusedError(412, "PreconditionFailed", "At least one of the pre-conditions did not hold.")
        if self.not_match is not None and self.not_match == generation:
            status = 304 if reading else 412
            raise RefusedError(status, "PreconditionFailed", "At least one of the pre-conditions did not hold.")


NO_PRECONDITION = Precondition()


@dataclass(frozen=True)
class Listing:
    """One page: objects and common prefixes, and the name to continue after (None at the end)."""

    objects: list[StoredObject]
    prefixes: list[str]
    next_after: str | None


@dataclass(frozen=True)
class ListQuery:
    """What a listing asks for (https://cloud.google.com/storage/docs/json_api/v1/objects/list)."""

    prefix: str = ""
    delimiter: str = ""
    start: str = ""
    end: str = ""
    after: str = ""
    limit: int = 1000


@dataclass
class Bucket:
    """The objects of one bucket."""

    name: str
    _objects: dict[str, StoredObject] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _generation: int = FIRST_GENERATION

    def get(
        self, name: str, precondition: Precondition = NO_PRECONDITION, generation: int | None = None
    ) -> StoredObject:
        """Return the live object or refuse with 404. Versioning is off: any other generation is gone."""
        with self._lock:
            found = self._objects.get(name)
        if found is None or generation not in {None, found.generation}:
            raise not_found(f"Object {name}")
        precondition.check(found, reading=True)
        return found

    def put(
        self,
        name: str,
        data: bytes,
        *,
        content_type: str = "application/octet-stream",
        metadata: dict[str, str] | None = None,
        precondition: Precondition = NO_PRECONDITION,
    ) -> StoredObject:
        """Check and write in one step."""
        with self._lock:
            precondition.check(self._objects.get(name))
            self._generation += 1
            made = StoredObject(name, data, self._generation, content_type, metadata or {}, datetime.now(UTC))
            self._objects[name] = made
        return made

    def delete(self, name: str, precondition: Precondition = NO_PRECONDITION) -> None:
        """Check and remove in one step; 404 when there is nothing."""
        with self._lock:
            found = self._objects.get(name)
            if found is None:
                raise not_found(f"Object {name}")
            precondition.check(found)
            del self._objects[name]

    def compose(
        self, name: str, sources: list[tuple[str, int | None]], write: Callable[[bytes], StoredObject]
    ) -> StoredObject:
        """Concatenate up to 32 objects of this bucket and hand the bytes to `write`, all in one step."""
        if not 1 <= len(sources) <= 32:
            raise RefusedError(400, "InvalidArgument", f"{name}: compose takes 1 to 32 source objects.")
        with self._lock:
            return write(b"".join(self.get(source, generation=only).data for source, only in sources))

    def list(self, query: ListQuery) -> Listing:
        """Return one page in name order; a folded prefix counts as one entry."""
        with self._lock:
            names = sorted(self._objects)
            objects = dict(self._objects)
        page: list[StoredObject] = []
        prefixes: list[str] = []
        last = query.after
        for name in names:
            if not _wanted(name, query):
                continue
            entry = _folded(name, query) or name
            if entry <= last:
                continue
            if len(page) + len(prefixes) == query.limit:
                return Listing(page, prefixes, last)
            last = entry
            if entry == name and not _folded(name, query):
                page.append(objects[name])
            else:
                prefixes.append(entry)
        return Listing(page, prefixes, None)


def _wanted(name: str, query: ListQuery) -> bool:
    return name.startswith(query.prefix) and name >= query.start and (not query.end or name < query.end)


def _folded(name: str, query: ListQuery) -> str | None:
    """Return the common prefix that a delimiter folds this name into."""
    if not query.delimiter:
        return None
    at = name.find(query.delimiter, len(query.prefix))
    return name[: at + len(query.delimiter)] if at >= 0 else None

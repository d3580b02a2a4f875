"""The transcripts of a service as a read-only blob store: a listing is mirrored to disk, page by page.

Each page's transcripts are on disk before the cursor moves behind them, so a listing that was killed continues where it
stopped; after one that was finished the next begins anew. Whoever reads a blob afterwards on this machine asks the
service nothing; on another machine it is asked again, for the one transcript or, where it finds no single one, for all.
The mirror holds personal data: only its owner can read it, and the next listing replaces it.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, unquote

import msgspec

from talktrack.core.ids import sha256
from talktrack.core.ports import Blob
from talktrack.systems.read_only import ReadOnlyStore
from talktrack.systems.source_apis.asking import RefusedError

SUFFIX = ".json"
STATE = ".listing"
OWNER_ONLY = 0o700


@dataclass(frozen=True)
class Page:
    """Transcripts by their ids, and where the next page begins; None after the last."""

    blobs: Mapping[str, bytes]
    cursor: str | None


class Service(Protocol):
    """What a service can be asked for; errors as `asking.Asker` raises them.

    `finds_one` is false where there is no request for a single transcript: then `one` finds none.
    """

    finds_one: bool

    def page(self, cursor: str | None, until: datetime) -> Page:
        """Return the page at a cursor (None: the first) of what was made before a moment."""
        ...

    def one(self, identity: str, /) -> bytes | None:
        """Return one transcript, or None when there is none."""
        ...


class Listing(msgspec.Struct, frozen=True):
    """How far a listing of everything before `until` has come."""

    until: datetime
    cursor: str | None = None
    finished: bool = False


def canonical(document: bytes) -> bytes:
    """Return JSON as the same bytes whatever order and white space a service gives it."""
    return msgspec.json.encode(msgspec.json.decode(document), order="sorted")


def named(item: msgspec.Raw, name: str) -> tuple[str, bytes]:
    """Return the id of a page's transcript, or the digest of one without an id, and its bytes."""
    known = msgspec.json.decode(item)
    identity = known.get(name) if isinstance(known, dict) else None
    data = canonical(bytes(item))
    return str(identity or sha256(data)), data


class Mirror(ReadOnlyStore):
    """The `BlobStore` port over one service and one span of time."""

    def __init__(self, uri: str, service: Service, folder: Path, clock: Callable[[], float]) -> None:
        """Point at a service and a folder; nothing is asked yet."""
        self.uri = uri
        self._service = service
        self._folder = folder
        self._clock = clock

    def list(self, prefix: str = "") -> Iterator[Blob]:
        """Yield the transcripts sorted by path, after the last page has been mirrored."""
        with self._locked():
            self._finish(self._resumed())
        for file in sorted(self._folder.glob(f"*{SUFFIX}")):
            if file.name.startswith(prefix):
                data = file.read_bytes()
                yield Blob(path=file.name, size_bytes=len(data), generation=sha256(data))

    def read(self, path: str) -> bytes:
        """Return one transcript, from the mirror or else from the service."""
        found = self._mirrored(path)
        if found is None and self._service.finds_one and path.endswith(SUFFIX):
            found = self._service.one(unquote(path.removesuffix(SUFFIX)))
        elif found is None and not self._is_finished():
            with self._locked():
                self._finish(self._resumed())
            found = self._mirrored(path)
        if found is None:
            raise FileNotFoundError(f"{self.uri} has no {path}")
        return found

    def read_with_generation(self, path: str) -> tuple[bytes, str] | None:
        """Return one transcript and the digest of its bytes, or None."""
        try:
            data = self.read(path)
        except FileNotFoundError:
            return None
        return data, sha256(data)

    def _mirrored(self, path: str) -> bytes | None:
        file = self._folder / path
        try:
            return file.read_bytes() if file.parent == self._folder and path.endswith(SUFFIX) else None
        except FileNotFoundError:
            return None

    def _is_finished(self) -> bool:
        state = self._state()
        return state is not None and state.finished

    def _resumed(self) -> Listing:
        """Return the listing that was not finished, else a new one with an empty folder."""
        known = self._state()
        return known if known and not known.finished else self._begun()

    def _begun(self) -> Listing:
        for file in self._folder.glob(f"*{SUFFIX}"):
            file.unlink()
        return self._keep(Listing(until=datetime.fromtimestamp(self._clock(), UTC)))

    def _finish(self, listing: Listing) -> None:
        """Mirror the pages that are left; a cursor that the service knows no more begins the listing anew, once."""
        resumed = listing.cursor is not None
        while not listing.finished:
            try:
                page = self._service.page(listing.cursor, listing.until)
            except RefusedError:
                if not resumed:
                    raise
                resumed, listing = False, self._begun()
                continue
            for identity, data in page.blobs.items():
                self._put(quote(identity, safe="") + SUFFIX, data)
            state = Listing(until=listing.until, cursor=page.cursor, finished=page.cursor is None)
            resumed, listing = False, self._keep(state)

    def _state(self) -> Listing | None:
        try:
            return msgspec.json.decode((self._folder / STATE).read_bytes(), type=Listing)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def _keep(self, listing: Listing) -> Listing:
        self._put(STATE, msgspec.json.encode(listing))
        return listing

    def _put(self, name: str, data: bytes) -> None:
        """Write one file whole or not at all."""
        aside = self._folder / f".{name}.writing"
        aside.write_bytes(data)
        aside.replace(self._folder / name)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one listing at a time fill the folder."""
        self._folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

"""The files that the sources name, with what each holds and its digest: one file in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from talktrack.core import sniff
from talktrack.core.crm_headers import Headers
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ids import sha256, stable_id
from talktrack.core.locations import is_service, join, split
from talktrack.core.ports import Blob, BlobStore
from talktrack.ingestion.plan.mail_links import links

MAX_READ_BYTES = 1024 * 1024 * 1024

OpenStore = Callable[[str], BlobStore]


@dataclass(frozen=True)
class Found:
    """A file that a source names, not read yet."""

    uri: str
    store: BlobStore
    blob: Blob


@dataclass(frozen=True)
class Sighting:
    """A file after one look: its format (see `core.sniff`), the digest of its bytes, and a mail's message ids."""

    uri: str
    format: str
    digest: str
    size_bytes: int
    links: tuple[str, ...] = ()


def find(sources: Sequence[str], open_store: OpenStore) -> list[Iterator[Found]]:
    """Return one listing per source, after making sure that each source is there.

    Raises:
        ConfigurationInvalidError: no source is named, or a source does not exist.
        StoreUnavailableError: a bucket cannot be reached.
    """
    if not sources:
        raise ConfigurationInvalidError("no sources are named: pass at least one file, directory or gs:// prefix.")
    return [_started(uri, open_store) for uri in sources]


def look(found: Found, headers: Headers | None = None) -> Sighting:
    """Read one file and say what it holds; one that is too large, closed, gone or elsewhere is for ingest to refuse."""
    if found.blob.size_bytes > MAX_READ_BYTES:
        digest = stable_id("big", found.uri, found.blob.size_bytes, found.blob.generation)
        return Sighting(found.uri, sniff.BINARY, digest, found.blob.size_bytes)
    try:
        data = found.store.read(found.blob.path)
    except (FileNotFoundError, PermissionError, ConfigurationInvalidError):
        digest = stable_id("closed", found.uri, found.blob.generation)
        return Sighting(found.uri, sniff.BINARY, digest, found.blob.size_bytes)
    name = sniff.sniff(data[: sniff.HEAD_BYTES], headers)
    named = links(data, many=name == sniff.MBOX) if name in {sniff.MAIL, sniff.MBOX} else ()
    return Sighting(found.uri, name, sha256(data), len(data), named)


def _started(uri: str, open_store: OpenStore) -> Iterator[Found]:
    """Take the first entry of a listing now, so that a missing source is known before any work is done."""
    listing = _files(uri, open_store)
    first = next(listing, None)
    if first is None and not is_service(uri) and not Path(uri).is_dir():
        raise ConfigurationInvalidError(f"source {uri} does not exist or is empty: check the path and its spelling.")
    return chain([first] if first else [], listing)


def _files(uri: str, open_store: OpenStore) -> Iterator[Found]:
    folder = open_store(uri)
    empty = True
    for blob in folder.list():
        empty = False
        yield Found(join(uri, blob.path), folder, blob)
    if empty:
        yield from _single(uri, open_store)


def _single(uri: str, open_store: OpenStore) -> Iterator[Found]:
    """Yield the file that the URI itself names, if there is one."""
    parent, name = split(uri)
    store = open_store(parent)
    for blob in store.list(name):
        if blob.path == name:
            yield Found(uri, store, blob)

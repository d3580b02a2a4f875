"""Files named by URI: one folder is opened once, whichever of its files are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from talktrack.core.ports import BlobStore

SERVICES = ("fireflies:", "fathom:")

_HALF = re.compile(r"\.(?:transcript|extensive)\b[^/]*$")


def split(uri: str) -> tuple[str, str]:
    """Return the folder of a file's URI and its name; a bare name lies in the current folder."""
    folder, _, name = uri.rpartition("/")
    return (folder or ("/" if uri.startswith("/") else ".")), name


def is_service(uri: str) -> bool:
    """Tell a service that is asked for transcripts from a place where files lie."""
    return uri.startswith(SERVICES)


def join(root: str, path: str) -> str:
    """Return the URI of a path below a root."""
    return f"{root.rstrip('/')}/{path}"


def stem(uri: str) -> str:
    """Return what a file calls its conversation: its name without the suffix and without Zoom's ``.transcript``."""
    return PurePosixPath(split(uri)[1]).stem.removesuffix(".transcript")


def pair_name(uri: str) -> str:
    """Return what the two halves of a Gong call share: the URI up to ``.transcript`` or ``.extensive``."""
    return _HALF.sub("", uri)


class Files:
    """Reads single files by URI, remembering the folder opened last."""

    def __init__(self, open_store: Callable[[str], BlobStore]) -> None:
        """Keep the door through which folders are opened."""
        self._open = open_store
        self._folder: str | None = None
        self._store: BlobStore | None = None

    def read(self, uri: str) -> bytes:
        """Return the bytes of one file.

        Raises:
            FileNotFoundError: the file is gone.
            StoreUnavailableError: the bucket cannot be reached.
        """
        folder, name = split(uri)
        if self._store is None or folder != self._folder:
            self._folder, self._store = folder, self._open(folder)
        return self._store.read(name)

"""The files of a Hugging Face dataset at one revision, as a read-only blob store: ``hf://owner/name@revision/folder``.

Files come through the library's own cache, so what was read once is read without a network afterwards.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError
from talktrack.core.ports import Blob
from talktrack.systems.read_only import ReadOnlyStore

_URI = re.compile(r"hf://(?:datasets/)?([\w.-]+(?:/[\w.-]+)?)@([\w.-]+)(?:/(.*))?")
_CARD = "README.md"


class HubStore(ReadOnlyStore):
    """A folder of a dataset's snapshot. The revision is part of the name: a dataset that changes is another source."""

    def __init__(self, uri: str) -> None:
        """Point at a dataset; nothing is asked of the network yet."""
        self.uri = uri
        found = _URI.fullmatch(uri)
        if not found or ".." in (found[3] or "").split("/"):
            raise ConfigurationInvalidError(f"cannot open {uri}: name a revision, as in hf://owner/name@main/folder.")
        self._name, self._revision = found[1], found[2]
        self._prefix = f"{found[3].strip('/')}/" if (found[3] or "").strip("/") else ""

    def list(self, prefix: str = "") -> Iterator[Blob]:
        """Yield the files below a prefix, sorted by path; hidden files and the dataset's card are no data."""
        root = self._downloaded()
        for file in sorted((path for path in root.rglob("*") if path.is_file()), key=Path.as_posix):
            name = file.relative_to(root).as_posix()
            path = name.removeprefix(self._prefix)
            hidden = any(part.startswith(".") for part in name.split("/"))
            if name.startswith(self._prefix + prefix) and not hidden and name != _CARD:
                yield Blob(path=path, size_bytes=file.stat().st_size, generation=root.name)

    def read(self, path: str) -> bytes:
        """Return the bytes of one file."""
        from huggingface_hub import hf_hub_download
        from huggingface_hub.errors import RemoteEntryNotFoundError

        if ".." in path.split("/"):
            raise ConfigurationInvalidError(f"path {path!r} leaves its store: use a path below the root.")
        try:
            with self._explained(passing=RemoteEntryNotFoundError):
                file = hf_hub_download(self._name, self._prefix + path, revision=self._revision, **_library())
        except RemoteEntryNotFoundError:
            raise FileNotFoundError(f"{self.uri.rstrip('/')}/{path}") from None
        return Path(file).read_bytes()

    def read_with_generation(self, path: str) -> tuple[bytes, str] | None:
        """Return the bytes of one file and the revision, or None."""
        try:
            return self.read(path), self._revision
        except FileNotFoundError:
            return None

    def _downloaded(self) -> Path:
        """Return the snapshot's folder, with every file of ours in it."""
        from huggingface_hub import snapshot_download
        from huggingface_hub.utils.tqdm import disable_progress_bars

        disable_progress_bars()
        with self._explained():
            wanted = [f"{self._prefix}*"] if self._prefix else None
            return Path(snapshot_download(self._name, revision=self._revision, allow_patterns=wanted, **_library()))

    @contextmanager
    def _explained(self, passing: type[Exception] | tuple[()] = ()) -> Iterator[None]:
        """Turn the library's many errors into one sentence, except those the caller answers itself."""
        from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined] # of whichever client it is built on

        try:
            yield
        except passing:
            raise
        except (HTTPError, OSError, ValueError) as failure:
            message = (
                f"cannot read {self.uri} ({type(failure).__name__}): check its name, your access and the network; "
                "offline, only what was read before is there."
            )
            raise StoreUnavailableError(message) from failure


def _library() -> dict[str, Any]:
    """Return what is common to all calls; the variables are read now, not when the library is imported."""
    return {
        "repo_type": "dataset",
        "endpoint": os.environ.get("HF_ENDPOINT"),
        "cache_dir": os.environ.get("HF_HUB_CACHE"),
    }

"""Blobs in a local directory or a Google Cloud Storage bucket, behind one port with compare-and-swap."""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError, ConflictError, StoreUnavailableError
from talktrack.core.locations import is_service
from talktrack.core.ports import Blob, BlobStore

GCS = "gs://"
HUB = "hf://"
GCS_TIMEOUT_S = 30.0
FIRST_CONTACT_S = 5.0

_BYTE = re.compile(r"\\x([89a-f][0-9a-f])")


def open_store(uri: str) -> BlobStore:
    """Return the blob store at a local path or a ``gs://bucket/prefix`` URI, or one to read from only.

    Those are ``hf://dataset@revision`` and the services of `source_apis`, such as ``fireflies:?from=2026-01-01``.

    Raises:
        ConfigurationInvalidError: the URI has a scheme that we do not know, or a service's key is missing.
    """
    if uri.startswith(GCS):
        return GcsStore(uri)
    if is_service(uri):
        from talktrack.systems.source_apis import open_service

        return open_service(uri)
    if uri.startswith(HUB):
        from talktrack.systems.hugging_face import HubStore

        return HubStore(uri)
    if "://" in uri:
        raise ConfigurationInvalidError(f"cannot open {uri}: use a local path or gs://bucket/prefix.")
    return LocalStore(uri)


def copy_out(store: BlobStore, into: Path, below: str = "") -> Path:
    """Copy all objects below a path of a store into a folder, and return the folder."""
    for blob in list(store.list(below)):
        target = into / blob.path.removeprefix(below)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(store.read(blob.path))
    return into


def check_reachable(uri: str) -> None:
    """Find out within seconds, before any work, that a bucket can be listed; a local path is made when needed.

    Raises:
        StoreUnavailableError: the bucket does not exist, cannot be reached or refuses us.
    """
    store = open_store(uri)
    if isinstance(store, GcsStore):
        store.greet()


class LocalStore:
    """A directory. Writes are atomic (temporary file, fsync, rename); the generation is the file's own number and time.

    An object that is compared and swapped must only ever be written so: a plain `write` takes no lock.
    """

    def __init__(self, root: str) -> None:
        """Point at a directory; it is made by the first write."""
        self.uri = root
        self._root = _located(Path(root).expanduser().absolute())

    def list(self, prefix: str = "") -> Iterator[Blob]:
        """Yield the files below a prefix, sorted by path; hidden and temporary files are not objects."""
        if not self._root.is_dir():
            return
        for file in sorted(self._root.rglob("*"), key=Path.as_posix):
            path = _as_text(file.relative_to(self._root))
            if path.startswith(prefix) and file.is_file() and not _hidden(path):
                state = file.stat()
                yield Blob(path=path, size_bytes=state.st_size, generation=_generation(state))

    def read(self, path: str) -> bytes:
        """Return the bytes of one file."""
        return self._file(path).read_bytes()

    def read_with_generation(self, path: str) -> tuple[bytes, str] | None:
        """Return bytes and generation of one and the same file, or None."""
        try:
            with self._file(path).open("rb") as file:
                return file.read(), _generation(os.fstat(file.fileno()))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, path: str, data: bytes) -> str:
        """Write one file whole or not at all."""
        target = self._file(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            generation = _generation(os.fstat(file.fileno()))
        Path(aside).replace(target)
        return generation

    def write_if(self, path: str, data: bytes, generation: str | None) -> str:
        """Compare and swap under a lock file beside the target."""
        with self._locked(path):
            found = self.read_with_generation(path)
            if (found[1] if found else None) != generation:
                raise ConflictError(f"{path} was written by somebody else: read it again and decide again.")
            return self.write(path, data)

    def delete(self, path: str) -> None:
        """Remove one file if it is there."""
        self._file(path).unlink(missing_ok=True)

    def _file(self, path: str) -> Path:
        target = _located(self._root / path)
        if not target.resolve().is_relative_to(self._root.resolve()):
            raise ConfigurationInvalidError(f"path {path!r} leaves its store: use a path below the root.")
        return target

    @contextmanager
    def _locked(self, path: str) -> Iterator[None]:
        target = self._file(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with (target.parent / f".{target.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class GcsStore:
    """A prefix of a bucket, by the official client; STORAGE_EMULATOR_HOST points it at another server."""

    def __init__(self, uri: str) -> None:
        """Point at a bucket and prefix; nothing is asked of the network yet."""
        self.uri = uri
        bucket, _, prefix = uri.removeprefix(GCS).partition("/")
        if not bucket:
            raise ConfigurationInvalidError(f"cannot open {uri}: name a bucket, as in gs://bucket/prefix.")
        self._name = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._bucket = _gcs_client().bucket(bucket)

    def greet(self) -> None:
        """List one object with the patience of a person; all other calls wait out what a server may need."""
        from google.cloud.storage.retry import DEFAULT_RETRY

        retry = DEFAULT_RETRY.with_timeout(FIRST_CONTACT_S)
        with _explained(self.uri):
            listed = self._bucket.client.list_blobs(
                self._bucket, prefix=self._prefix, max_results=1, timeout=FIRST_CONTACT_S, retry=retry
            )
            next(iter(listed), None)

    def list(self, prefix: str = "") -> Iterator[Blob]:
        """Yield the objects below a prefix, sorted by path."""
        with _explained(self.uri):
            for found in self._bucket.client.list_blobs(
                self._bucket, prefix=self._prefix + prefix, timeout=GCS_TIMEOUT_S
            ):
                path = str(found.name).removeprefix(self._prefix)
                yield Blob(path=path, size_bytes=int(found.size or 0), generation=str(found.generation))

    def read(self, path: str) -> bytes:
        """Return the bytes of one object."""
        found = self.read_with_generation(path)
        if found is None:
            raise FileNotFoundError(f"{self.uri.rstrip('/')}/{path}")
        return found[0]

    def read_with_generation(self, path: str) -> tuple[bytes, str] | None:
        """Return bytes and generation of one object, or None."""
        from google.api_core.exceptions import NotFound

        blob = self._bucket.blob(self._prefix + path)
        try:
            with _explained(self.uri, passing=(NotFound,)):
                data = blob.download_as_bytes(timeout=GCS_TIMEOUT_S)
        except NotFound:
            return None
        return data, str(blob.generation)

    def write(self, path: str, data: bytes) -> str:
        """Write one object whole or not at all."""
        blob = self._bucket.blob(self._prefix + path)
        with _explained(self.uri):
            blob.upload_from_string(data, content_type="application/octet-stream", timeout=GCS_TIMEOUT_S)
        return str(blob.generation)

    def write_if(self, path: str, data: bytes, generation: str | None) -> str:
        """Compare and swap by the object's generation (0 stands for "does not exist")."""
        from google.api_core.exceptions import PreconditionFailed

        blob = self._bucket.blob(self._prefix + path)
        try:
            with _explained(self.uri, passing=(PreconditionFailed,)):
                blob.upload_from_string(
                    data,
                    content_type="application/octet-stream",
                    if_generation_match=int(generation or 0),
                    timeout=GCS_TIMEOUT_S,
                )
        except PreconditionFailed as lost:
            raise ConflictError(f"{path} was written by somebody else: read it again and decide again.") from lost
        return str(blob.generation)

    def delete(self, path: str) -> None:
        """Remove one object if it is there."""
        from google.api_core.exceptions import NotFound

        try:
            with _explained(self.uri, passing=(NotFound,)):
                self._bucket.blob(self._prefix + path).delete(timeout=GCS_TIMEOUT_S)
        except NotFound:
            return


def _gcs_client() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # about gRPC, which this client does not use
        from google.auth.credentials import AnonymousCredentials
        from google.auth.exceptions import DefaultCredentialsError
        from google.cloud import storage

    if os.environ.get("STORAGE_EMULATOR_HOST"):
        return storage.Client(project="talktrack", credentials=AnonymousCredentials())
    try:
        return storage.Client()
    except (DefaultCredentialsError, OSError) as missing:
        message = "no Google Cloud credentials: run `gcloud auth application-default login` or mount a service account."
        raise StoreUnavailableError(message) from missing


@contextmanager
def _explained(uri: str, passing: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turn the client's many errors into one sentence, except those the caller answers itself."""
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError
    from requests.exceptions import RequestException

    try:
        yield
    except passing:
        raise
    except (GoogleAPIError, GoogleAuthError, RequestException) as failure:
        message = f"cannot use {uri} ({type(failure).__name__}): check the bucket's name, your access and the network."
        raise StoreUnavailableError(message) from failure


def _generation(state: os.stat_result) -> str:
    return f"{state.st_mtime_ns}-{state.st_ino}"


def _as_text(path: Path) -> str:
    """Return a path as text that a table can hold: bytes of a name that are no UTF-8 are escaped."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _located(path: Path) -> Path:
    """Return the file that `_as_text` meant, if there is one and none that is really called so."""
    meant = Path(_BYTE.sub(lambda byte: os.fsdecode(bytes.fromhex(byte[1])), str(path)))
    return meant if meant != path and not path.exists() and meant.exists() else path


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))

"""A registry of releases in a blob store: immutable directories and one pointer moved by compare-and-swap."""

from __future__ import annotations

import math
import os
from pathlib import Path

import msgspec

from talktrack.core.errors import ConfigurationInvalidError, ConflictError
from talktrack.core.home import TenantHome
from talktrack.core.ports import BlobStore, Pointer
from talktrack.core.release import ReleaseManifest
from talktrack.systems.storage import copy_out, open_store

MANIFEST = "manifest.json"
POINTER = "pointer.json"
RELEASES = "releases"
MODEL_REGISTRY = "TALKTRACK_MODEL_REGISTRY"  # address of a Kubeflow Model Registry, http(s)://host:port


class _Stored(msgspec.Struct, frozen=True):
    champion: str | None = None
    candidate: str | None = None


def open_registry(home: str, tenant: str) -> BlobRegistry:
    """Open a tenant's registry; releases are entered in a Kubeflow Model Registry too where MODEL_REGISTRY names one.

    Raises:
        ConfigurationInvalidError: MODEL_REGISTRY is no address.
    """
    store = open_store(TenantHome(home, tenant).registry)
    if url := os.environ.get(MODEL_REGISTRY):
        from talktrack.systems.model_registry.address import Address
        from talktrack.systems.model_registry.registry import MirroredRegistry

        return MirroredRegistry(store, Address(url), tenant)
    return BlobRegistry(store)


class BlobRegistry:
    """The `Registry` port over any blob store. A release exists once its manifest does, written last."""

    def __init__(self, store: BlobStore) -> None:
        """Keep the store."""
        self._store = store

    def register(self, manifest: ReleaseManifest, files: Path) -> str:
        """Copy the files of a release directory, then its manifest.

        Raises:
            ConfigurationInvalidError: a figure of the evaluation is no number.
        """
        unknown = sorted(name for name, value in manifest.metrics.items() if not math.isfinite(value))
        if unknown:
            raise ConfigurationInvalidError(f"{', '.join(unknown)} of {manifest.id} is no number: evaluate it again.")
        root = f"{RELEASES}/{manifest.id}"
        if self._store.read_with_generation(f"{root}/{MANIFEST}") is None:
            for file in sorted(path for path in files.rglob("*") if path.is_file() and path.name != MANIFEST):
                self._store.write(f"{root}/{file.relative_to(files).as_posix()}", file.read_bytes())
            self._publish(f"{root}/{MANIFEST}", msgspec.json.format(msgspec.json.encode(manifest)))
        return self.uri(manifest.id)

    def uri(self, release_id: str) -> str:
        """Return where a release's files lie."""
        return f"{self._store.uri.rstrip('/')}/{RELEASES}/{release_id}"

    def manifest(self, release_id: str) -> ReleaseManifest:
        """Return a manifest.

        Raises:
            ConfigurationInvalidError: there is no such release, or its manifest is damaged.
        """
        found = self._store.read_with_generation(f"{RELEASES}/{release_id}/{MANIFEST}")
        if found is None:
            known = ", ".join(self.releases()) or "none"
            raise ConfigurationInvalidError(f"there is no release {release_id}: the registered ones are {known}.")
        try:
            return msgspec.json.decode(found[0], type=ReleaseManifest)
        except msgspec.MsgspecError as error:
            message = f"{MANIFEST} of release {release_id} is damaged: restore it from a backup."
            raise ConfigurationInvalidError(message) from error

    def releases(self) -> list[str]:
        """Return release ids by creation time."""
        ids = [blob.path.split("/")[1] for blob in self._store.list(f"{RELEASES}/") if blob.path.endswith(MANIFEST)]
        return sorted(ids, key=lambda release: (self.manifest(release).created_at, release))

    def fetch(self, release_id: str, into: Path) -> Path:
        """Copy a release's files."""
        self.manifest(release_id)
        return copy_out(self._store, into, f"{RELEASES}/{release_id}/")

    def pointer(self) -> Pointer:
        """Return the pointer; nothing serves in a new registry."""
        found = self._store.read_with_generation(POINTER)
        if found is None:
            return Pointer()
        stored = msgspec.json.decode(found[0], type=_Stored)
        return Pointer(champion=stored.champion, candidate=stored.candidate, generation=found[1])

    def move(self, pointer: Pointer, *, champion: str | None, candidate: str | None) -> Pointer:
        """Compare and swap; a release that does not exist is refused."""
        for release in filter(None, (champion, candidate)):
            self.manifest(release)
        data = msgspec.json.encode(_Stored(champion=champion, candidate=candidate))
        generation = self._store.write_if(POINTER, data, pointer.generation)
        return Pointer(champion=champion, candidate=candidate, generation=generation)

    def _publish(self, path: str, data: bytes) -> None:
        try:
            self._store.write_if(path, data, None)
        except ConflictError:
            return  # the same release by another run: its content is the same by construction of the id

"""The registry of releases in an object store, and its mirror in Kubeflow Model Registry.

The object store keeps what must not be lost or torn: files, manifests and the pointer, which it alone can compare and
swap. The Model Registry has no such call (it updates, and the last writer wins), so it mirrors: one registered model
per tenant, for each release a model version with lineage and metrics as custom properties, a model artifact with the
address of the files, and the property `stage` that follows the pointer.

All is read from the object store. So releases from before are not lost when the service is first named, and neither
serving nor a rollback waits for it; only a new release does.
"""

from __future__ import annotations

import logging
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from talktrack.core.errors import StoreUnavailableError
from talktrack.core.ports import BlobStore, Pointer
from talktrack.core.release import ReleaseManifest
from talktrack.systems.model_registry.address import Address
from talktrack.systems.model_registry.entries import Entry, model_name
from talktrack.systems.registry import BlobRegistry

if TYPE_CHECKING:
    from talktrack.systems.model_registry.catalogue import Catalogue

_log = logging.getLogger(__name__)


class MirroredRegistry(BlobRegistry):
    """The `Registry` port over a blob store, mirrored in a Kubeflow Model Registry."""

    def __init__(self, store: BlobStore, address: Address, tenant: str) -> None:
        """Point at both; nothing is asked of the service yet."""
        super().__init__(store)
        self._address = address
        self._model = model_name(tenant)

    def register(self, manifest: ReleaseManifest, files: Path) -> str:
        """Store a release and enter it; once more completes what an outage left open and changes nothing else.

        Raises:
            StoreUnavailableError: the service cannot be used. Where it was so from the start, nothing was written.
        """
        self._catalogue.greet()
        uri = super().register(manifest, files)
        self._mirror(manifest.id)
        return uri

    def move(self, pointer: Pointer, *, champion: str | None, candidate: str | None) -> Pointer:
        """Compare and swap in the store, then mirror; a mirror that cannot be reached is caught up by the next call."""
        moved = super().move(pointer, champion=champion, candidate=candidate)
        try:
            self._mirror(moved_between=(pointer, moved))
        except StoreUnavailableError as error:
            _log.warning("the pointer moved; its mirror lags behind until the next release or move: %s", error)
        return moved

    @cached_property
    def _catalogue(self) -> Catalogue:
        from talktrack.systems.model_registry.catalogue import Catalogue

        return Catalogue(self._address, self._model)

    def _mirror(self, *releases: str, moved_between: tuple[Pointer, ...] = ()) -> None:
        """Enter these releases and the pointer, once more when it moved meanwhile: so the last mover's word stays."""
        pointed_at = {release for pointer in moved_between for release in (pointer.champion, pointer.candidate)}
        mirrored = None
        while (pointer := self.pointer()) != mirrored:
            shown = dict.fromkeys(filter(None, (*releases, *pointed_at, pointer.champion, pointer.candidate)))
            entries = [Entry(self.manifest(shown_id), self.uri(shown_id), shown_id in pointed_at) for shown_id in shown]
            self._catalogue.enter(entries, pointer)
            mirrored = pointer

"""What is kept of a request once it was carried out: what left, what it broke, and nothing about the person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from talktrack.core.errors import VersionGoneError
from talktrack.core.ports import Registry, Repository
from talktrack.core.tables import CONVERSATIONS
from talktrack.operations.forget.finding import Found


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one request; `subject` is a keyed digest.

    `training_sets` name, by release, the pinned table versions that exist no more; `releases` were trained on
    conversations that left, or continue such a release: train in full and roll out to be rid of them. `encoders` and
    `heads` were trained on such conversations: run the pipeline ``encoder`` again. `left` is what a last look still
    found, empty when the request is fulfilled.
    """

    id: str
    tenant: str
    subject: str
    by: str
    why: str
    at: datetime
    removed: dict[str, int]
    golden_rows: int = 0
    chunks: int = 0
    artifacts: int = 0
    training_sets: dict[str, str] = msgspec.field(default_factory=dict)
    releases: list[str] = msgspec.field(default_factory=list)
    champion_is_among_them: bool = False
    encoders: list[str] = msgspec.field(default_factory=list)
    heads: list[str] = msgspec.field(default_factory=list)
    left: dict[str, int] = msgspec.field(default_factory=dict)

    def figures(self) -> dict[str, int]:
        """Return the receipt's numbers."""
        rows = {"rows": sum(self.removed.values()), "left": sum(self.left.values())}
        return rows | {"chunks": self.chunks, "artifacts": self.artifacts, "golden_rows": self.golden_rows}


def training_sets(registry: Registry) -> dict[str, str]:
    """Return the table versions that each release was made from, as text."""
    pins: dict[str, Mapping[str, str]] = {name: registry.manifest(name).lineage for name in registry.releases()}
    return {
        release: ", ".join(f"{table} {version}" for table, version in sorted(lineage.items()) if version.isdecimal())
        for release, lineage in pins.items()
    }


def trained_on(found: Found, repository: Repository, registry: Registry) -> list[str]:
    """Return the releases that learnt from conversations that leave, and those that continue one of them."""
    affected: list[str] = []
    for release in registry.releases():
        manifest = registry.manifest(release)
        if manifest.parent in affected or _held(found, repository, manifest.lineage.get(CONVERSATIONS.name, "")):
            affected.append(release)
    return affected


def tuned_on(found: Found, repository: Repository, models: Mapping[str, str]) -> list[str]:
    """Return the models, given with the version of the conversations they saw, that learnt from some that leave."""
    return [name for name, version in models.items() if _held(found, repository, version)]


def _held(found: Found, repository: Repository, version: str) -> bool:
    """Tell whether one of the conversations was there at a version; of one that exists no more the worst is assumed."""
    if not found.conversations or not version.isdecimal() or not int(version):
        return False
    pinned = repository.scan(CONVERSATIONS, version=int(version), where={"id": sorted(found.conversations)})
    try:
        return next(pinned, None) is not None
    except VersionGoneError:
        return True

"""What the Model Registry is told of a release, and the stage it has under a pointer."""

from __future__ import annotations

from dataclasses import dataclass

from talktrack.core.ports import Pointer
from talktrack.core.release import ReleaseManifest

CHAMPION, CANDIDATE, ARCHIVED = "champion", "candidate", "archived"
REGISTERED = "registered"  # nothing ever pointed at it
INCOMPLETE = "incomplete"  # where its files lie is not entered yet
STAGE = "stage"


@dataclass(frozen=True)
class Entry:
    """A release and where its files lie; `pointed_at` when its mover knows that the pointer named it.

    The service may never have heard so: another mover can be first to tell it of the pointer that came next.
    """

    manifest: ReleaseManifest
    uri: str
    pointed_at: bool = False


def model_name(tenant: str) -> str:
    """Return the name of a tenant's registered model."""
    return f"talktrack-{tenant}"


def stage_after(release: str, pointer: Pointer, before: str, *, pointed_at: bool = False) -> str:
    """Return a release's stage under a pointer, which archives what it no longer points at."""
    if release == pointer.champion:
        return CHAMPION
    if release == pointer.candidate:
        return CANDIDATE
    return ARCHIVED if pointed_at or before in (CHAMPION, CANDIDATE) else before


def properties(manifest: ReleaseManifest) -> dict[str, str | float]:
    """Return a release's lineage and metrics by name."""
    said = {
        "base_id": manifest.base_id,
        "tokenizer_sha256": manifest.tokenizer_sha256,
        "prompt_version": manifest.prompt_version,
        "encoder_version": manifest.encoder_version,
        "mode": manifest.mode,
        "created_at": manifest.created_at,
        "parent": manifest.parent or "",
    }
    adapters = {f"adapter.{path}": digest for path, digest in manifest.adapters.items()}
    lineage = {f"lineage.{name}": value for name, value in manifest.lineage.items()}
    metrics = {f"metric.{name}": float(value) for name, value in manifest.metrics.items()}
    return {**said, **adapters, **lineage, **metrics}

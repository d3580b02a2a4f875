"""What a backfill has to do: every stored conversation, in the zone from which its first step reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from talktrack.core.artifacts import write_counts, write_table
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.home import STAGED_COLLECTION
from talktrack.core.ids import stable_id
from talktrack.core.ports import BlobStore, LiveIndex, Repository, VectorStore
from talktrack.core.records import FROM_CLEAN, FROM_RAW, STORED_CLEAN, STORED_RAW, Bundle
from talktrack.core.tables import BUNDLES, CONVERSATIONS, CONVERSATIONS_RAW
from talktrack.ingestion.plan.packing import pack


def run(
    tenant: str, first_step: str, shard_size: int, repository: Repository, manifest: str | Path
) -> dict[str, float]:
    """Write the manifest of all conversations that go through the pipeline again from `first_step`; return counts.

    A conversation that the gate held is among them, since its rules may have changed.

    Raises:
        ConfigurationInvalidError: there is no such step, or the shard size makes no sense.
    """
    check_first_step(first_step)
    if shard_size < 1:
        raise ConfigurationInvalidError(f"shard_size is {shard_size}: use a whole number from 1 up.")
    packed = pack(list(_bundles(tenant, first_step, repository)), shard_size)
    counts: dict[str, float] = {"conversations": write_table(manifest, BUNDLES, packed)}
    write_counts(manifest, "plan", counts)
    return counts


def discard(aside: BlobStore, vectors: VectorStore) -> None:
    """Remove what a backfill gathered and never put in place: its rules may have been others."""
    noted, live = aside.read_with_generation(STAGED_COLLECTION), vectors.live()
    if noted is not None:
        collection = msgspec.json.decode(noted[0], type=LiveIndex).collection
        if live is None or live.collection != collection:
            vectors.drop(collection)
    for blob in list(aside.list()):
        aside.delete(blob.path)


def check_first_step(name: str) -> None:
    """Refuse a step that nothing can start at.

    Raises:
        ConfigurationInvalidError: there is no such step.
    """
    if name not in FROM_RAW + FROM_CLEAN:
        raise ConfigurationInvalidError(f"cannot start at {name}: name one of {', '.join(FROM_RAW + FROM_CLEAN)}.")


def _bundles(tenant: str, first_step: str, repository: Repository) -> Iterator[Bundle]:
    raw = first_step in FROM_RAW
    kind, table = (STORED_RAW, CONVERSATIONS_RAW) if raw else (STORED_CLEAN, CONVERSATIONS)
    for key in repository.keys(table):
        yield Bundle(id=stable_id("b", tenant, kind, key), shard=0, kind=kind, uris=[key], digest=key)

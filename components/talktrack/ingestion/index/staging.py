"""A backfill's rows: gathered beside the live ones shard by shard, then put in their place at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import msgspec

from talktrack.core.artifacts import count_rows, read_table
from talktrack.core.home import STAGED_COLLECTION
from talktrack.core.ports import BlobStore, LiveIndex, Repository, VectorStore
from talktrack.core.records import Quarantined
from talktrack.core.tables import ANALYSES, CONVERSATIONS, QUARANTINE
from talktrack.ingestion.index.step import CASES_PER_COMMIT, ShardOutputs, is_news, publish_chunks

CONVERSATIONS_PER_COMMIT = 64
BACKFILL = "backfill"


@dataclass(frozen=True)
class Staging:
    """Where a backfill gathers: a repository of its own, and a note that names its collection of chunks."""

    repository: Repository
    notes: BlobStore


def stage(shard: ShardOutputs, staging: Staging, vectors: VectorStore, live: LiveIndex | None) -> dict[str, float]:
    """Gather one shard; twice is the same as once, and nobody reads it yet."""
    staging.repository.publish(CONVERSATIONS, read_table(shard.prepared, CONVERSATIONS))
    staging.repository.publish(ANALYSES, read_table(shard.analyses, ANALYSES))
    for directory in (shard.unreadable, shard.gated, shard.unresolved):
        staging.repository.publish(QUARANTINE, read_table(directory, QUARANTINE))
    chunks = publish_chunks(shard, vectors, live, staging.repository.suppression())
    if live:
        staging.notes.write(STAGED_COLLECTION, msgspec.json.encode(live))
    return {"conversations": count_rows(shard.prepared), "chunks": chunks}


def swap(
    staging: Staging, repository: Repository, vectors: VectorStore, now: datetime, *, judged: bool = True
) -> dict[str, float]:
    """Put what was gathered in the place of what is live, one commit a table; killed at any point, run it again.

    What was ingested while the backfill went on stays, its chunks move over if the encoder is the same one. Cases of
    conversations that pass now are closed, unless the backfill `judged` none of them again.
    """
    ready = set(staging.repository.keys(CONVERSATIONS))
    held = sorted(set(staging.repository.keys(QUARANTINE)) - ready)
    repository.exchange(CONVERSATIONS, staging.repository.scan(CONVERSATIONS), held)
    repository.exchange(ANALYSES, staging.repository.scan(ANALYSES), held)
    _open_cases(staging.repository, repository)
    closed = _close_cases(repository, ready - set(staging.repository.keys(QUARANTINE)), now) if judged else 0
    moved = _switch(staging.notes, vectors, ready | set(held))
    for blob in list(staging.notes.list()):
        staging.notes.delete(blob.path)
    return {"conversations": len(ready), "held": len(held), "cases_closed": closed, "chunks_moved": moved}


def _open_cases(staged: Repository, repository: Repository) -> None:
    waiting = staged.scan(QUARANTINE)
    while rows := list(islice(waiting, CASES_PER_COMMIT)):
        known = {row.id: row for row in repository.scan(QUARANTINE, where={"id": [row.id for row in rows]})}
        repository.publish(QUARANTINE, [row for row in rows if is_news(row, known.get(row.id))])


def _close_cases(repository: Repository, passed: set[str], now: datetime) -> int:
    """Close open cases of conversations that pass now."""
    rows = [
        msgspec.structs.replace(row, status="reentered", decided_by=BACKFILL, decided_at=now)
        for row in _open(repository)
        if row.id in passed
    ]
    repository.publish(QUARANTINE, rows)
    return len(rows)


def _open(repository: Repository) -> Iterator[Quarantined]:
    return (row for row in repository.scan(QUARANTINE) if row.status == "open")


def _switch(notes: BlobStore, vectors: VectorStore, handled: set[str]) -> int:
    """Let searches go to the new collection, after chunks that the backfill never saw moved over."""
    noted, old = notes.read_with_generation(STAGED_COLLECTION), vectors.live()
    if noted is None:
        return 0
    new = msgspec.json.decode(noted[0], type=LiveIndex)
    if old is None or old.collection == new.collection:
        vectors.switch(new)
        return 0
    moved = 0
    if old.encoder_model == new.encoder_model:
        untouched = sorted({chunk.conversation_id for chunk in vectors.scan()} - handled)
        for first in range(0, len(untouched), CONVERSATIONS_PER_COMMIT):
            group = untouched[first : first + CONVERSATIONS_PER_COMMIT]
            moved += vectors.replace(new.collection, vectors.rows(old.collection, group))
    vectors.index(new.collection)
    vectors.switch(new)
    vectors.drop(old.collection)
    return moved

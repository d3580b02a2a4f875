"""The story of index: merge a shard's rows into the repository and the vector store, then write the ledger last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from talktrack.core.artifacts import count_rows, read_batches, read_counts, read_table
from talktrack.core.conversation import Conversation
from talktrack.core.ids import stable_id
from talktrack.core.ports import LiveIndex, Repository, VectorStore
from talktrack.core.records import Bundle, Quarantined, RunCount, SourceRecord
from talktrack.core.review import not_kept, without_words
from talktrack.core.suppression import CONVERSATION, Suppression
from talktrack.core.tables import (
    ANALYSES,
    BUNDLES,
    CHUNKS,
    CONVERSATIONS,
    CONVERSATIONS_RAW,
    QUARANTINE,
    RUN_COUNTS,
    SOURCES,
)

CHUNKS_PER_COMMIT, CHUNKS_PER_READ = 8192, 1024
CASES_PER_COMMIT = 128
REVIEW = "review"
LEDGER_KINDS = frozenset({"transcript", "audio"})


@dataclass(frozen=True)
class ShardOutputs:
    """The table directories that one shard's steps left behind."""

    manifest: str
    ingested: str
    unreadable: str
    gated: str
    prepared: str
    unresolved: str
    analyses: str
    chunks: str

    def counted(self) -> tuple[str, ...]:
        """Return the directories whose steps left counts beside their output."""
        return self.ingested, self.gated, self.prepared, self.analyses, self.chunks


@dataclass(frozen=True)
class Occasion:
    """Which run and shard this is; `now` is injected."""

    run: str
    shard: int
    processing_version: str
    now: datetime


def run(
    shard: ShardOutputs, occasion: Occasion, repository: Repository, vectors: VectorStore, live: LiveIndex | None
) -> dict[str, float]:
    """Publish in an order that makes a killed run harmless: the ledger and the review marks come last."""
    gone = repository.suppression()
    theirs, named = _of_forgotten(shard.prepared, gone)
    repository.publish(CONVERSATIONS_RAW, (row for row in _as_read(shard, repository) if row.id not in theirs | named))
    repository.publish(CONVERSATIONS, read_table(shard.prepared, CONVERSATIONS))
    analyses = read_table(shard.analyses, ANALYSES)
    repository.publish(ANALYSES, (row for row in analyses if row.conversation_id not in theirs))
    quarantined = _publish_quarantine(shard, repository)
    chunks = publish_chunks(shard, vectors, live, gone, theirs)
    repository.publish(RUN_COUNTS, _counts(shard, occasion))
    _finish(shard, occasion, repository)
    return {
        "conversations": count_rows(shard.prepared),
        "quarantined": quarantined,
        "chunks": chunks,
    }


def _of_forgotten(prepared: str, gone: Suppression) -> tuple[frozenset[str], frozenset[str]]:
    """Return the conversations of people who were forgotten, and those in which others speak of them.

    Only redacted rows tell, by their tokens, so the rows as read are judged by them.
    """
    theirs, named = set[str](), set[str]()
    for row in read_table(prepared, CONVERSATIONS) if gone.names else ():
        kept = gone.kept(row)
        if kept is None:
            theirs.add(row.id)
        elif kept != row:
            named.add(row.id)
    return frozenset(theirs), frozenset(named)


def _as_read(shard: ShardOutputs, repository: Repository) -> Iterator[Conversation]:
    """Yield what the raw zone gets: what the gate held because it may not be kept has its words in the queue alone."""
    held = [row.id for row in read_table(shard.gated, QUARANTINE) if not_kept(row)]
    known = {row.id for row in repository.scan(CONVERSATIONS_RAW, where={"id": held})} if held else set()
    for row in read_table(shard.ingested, CONVERSATIONS):
        if row.reviewed_by is None and row.id not in known:
            yield without_words(row) if row.id in held else row


def _publish_quarantine(shard: ShardOutputs, repository: Repository) -> int:
    """Add new rows to the review queue; a decision that a person made about a row stays."""
    found = 0
    for directory in (shard.unreadable, shard.gated, shard.unresolved):
        waiting = read_table(directory, QUARANTINE)
        while rows := list(islice(waiting, CASES_PER_COMMIT)):
            decided = {row.id: row for row in repository.scan(QUARANTINE, where={"id": [row.id for row in rows]})}
            repository.publish(QUARANTINE, [row for row in rows if is_news(row, decided.get(row.id))])
            found += len(rows)
    return found


def is_news(row: Quarantined, known: Quarantined | None) -> bool:
    """Tell whether a row opens a case: it is unknown or undecided, or a reviewed conversation failed again."""
    failed_again = row.conversation is not None and row.conversation.reviewed_by is not None
    return known is None or known.status == "open" or failed_again


def publish_chunks(
    shard: ShardOutputs,
    vectors: VectorStore,
    live: LiveIndex | None,
    gone: Suppression,
    theirs: frozenset[str] = frozenset(),
) -> int:
    """Write the shard's chunks without those of `theirs` and names that are `gone`.

    The first collection of a tenant goes live, later ones by a decision elsewhere.
    """
    if live is None:
        return 0
    written = 0
    for rows in _whole_conversations(read_batches(shard.chunks, CHUNKS, CHUNKS_PER_READ)):
        written += vectors.replace(live.collection, _kept(rows, gone, theirs))
    vectors.index(live.collection)
    if vectors.live() is None:
        vectors.switch(live)
    return written


def _whole_conversations(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Gather rows for commits that never split a conversation, since a commit removes its stale chunks."""
    waiting = list[pa.RecordBatch]()
    for batch in batches:
        waiting.append(batch)
        if sum(part.num_rows for part in waiting) >= CHUNKS_PER_COMMIT:
            rows = pa.Table.from_batches(waiting)
            last = pc.index(rows.column("conversation_id"), rows.column("conversation_id")[-1]).as_py()
            if last:
                yield rows.slice(0, last)
            waiting = rows.slice(last).to_batches()
    if waiting:
        yield pa.Table.from_batches(waiting)


def _kept(rows: pa.Table, gone: Suppression, theirs: frozenset[str]) -> pa.Table:
    """Return the rows without forgotten conversations, and without forgotten people in the texts of others."""
    conversations = map(str, pc.unique(rows.column("conversation_id")))
    out = [name for name in conversations if name in theirs or gone.knows(CONVERSATION, name)]
    if out:
        rows = rows.filter(pc.invert(pc.is_in(rows.column("conversation_id"), pa.array(out))))
    if not gone.names:
        return rows
    texts = pa.array([gone.text(text) for text in rows.column("text").to_pylist()], pa.string())
    return rows.set_column(rows.schema.get_field_index("text"), rows.schema.field("text"), texts)


def _counts(shard: ShardOutputs, occasion: Occasion) -> Iterator[RunCount]:
    for directory in shard.counted():
        for name, value in read_counts(directory).items():
            identity = stable_id("n", occasion.run, occasion.shard, name)
            yield RunCount(id=identity, run=occasion.run, shard=occasion.shard, name=name, value=value, at=occasion.now)


def _finish(shard: ShardOutputs, occasion: Occasion, repository: Repository) -> None:
    bundles = [row for row in read_table(shard.manifest, BUNDLES) if row.shard == occasion.shard]
    reviewed = [identity for row in bundles if row.kind == REVIEW for identity in row.uris]
    repository.publish(QUARANTINE, _reentered(repository, reviewed))
    repository.publish(SOURCES, (_ledger(row, occasion) for row in bundles if row.kind in LEDGER_KINDS))


def _reentered(repository: Repository, reviewed: list[str]) -> Iterator[Quarantined]:
    if reviewed:
        for row in list(repository.scan(QUARANTINE, where={"id": reviewed})):
            if row.status in {"released", "fixed"}:
                yield msgspec.structs.replace(row, status="reentered")


def _ledger(bundle: Bundle, occasion: Occasion) -> SourceRecord:
    return SourceRecord(
        id=stable_id("s", bundle.digest, occasion.processing_version),
        digest=bundle.digest,
        processing_version=occasion.processing_version,
        uris=bundle.uris,
        run=occasion.run,
        finished_at=occasion.now,
    )

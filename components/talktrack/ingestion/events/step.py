"""The story of events: find records of one call, keep the best, take the others out of the clean zone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec

from talktrack.core.ports import Repository, VectorStore
from talktrack.core.records import MERGED
from talktrack.core.tables import ANALYSES, CONVERSATIONS, QUARANTINE
from talktrack.ingestion.events.matching import SPOKEN, Limits, groups, record_of
from talktrack.ingestion.events.merging import merged

DECIDED_WHY = "a better record of the same call is ready"


def run(repository: Repository, vectors: VectorStore, limits: Limits, now: datetime) -> dict[str, int]:
    """Merge what belongs together; a run that finds nothing new changes nothing. The raw zone keeps every record.

    The best record is published before the others leave, so that a killed run loses no call.
    """
    spoken = (row for row in repository.scan(CONVERSATIONS) if row.channel in SPOKEN)
    found = groups(map(record_of, spoken), limits)
    aside: set[str] = set()
    for ids in found:
        records = list(repository.scan(CONVERSATIONS, where={"id": ids}))
        best = merged(records)
        gone = [record.id for record in records if record.id != best.id]
        repository.publish(CONVERSATIONS, [best])
        vectors.remove(gone)
        repository.delete(ANALYSES, gone)
        repository.delete(CONVERSATIONS, gone)
        aside.update(gone)
    if aside:
        _drop_questions(repository, aside, now)
    return {"calls_of_several_records": len(found), "records_merged": len(aside)}


def _drop_questions(repository: Repository, aside: Collection[str], now: datetime) -> None:
    """Nobody need look at a record that is used no more."""
    rows = [
        msgspec.structs.replace(row, status="dropped", decided_by=MERGED, decided_why=DECIDED_WHY, decided_at=now)
        for row in repository.scan(QUARANTINE)
        if row.status == "open" and row.conversation and row.conversation.id in aside
    ]
    repository.publish(QUARANTINE, rows)

"""The story of events: find records of one call, keep the best, take the others out of the clean zone."""

from __future__ import annotations

from talktrack.core.ports import Repository, VectorStore
from talktrack.core.tables import ANALYSES, CONVERSATIONS
from talktrack.ingestion.events.matching import SPOKEN, Limits, groups, record_of
from talktrack.ingestion.events.merging import merged


def run(repository: Repository, vectors: VectorStore, limits: Limits) -> dict[str, int]:
    """Merge what belongs together; a run that finds nothing new changes nothing. The raw zone keeps every record.

    The best record is published before the others leave, so that a killed run loses no call.
    """
    spoken = (row for row in repository.scan(CONVERSATIONS) if row.channel in SPOKEN)
    found = groups(map(record_of, spoken), limits)
    for ids in found:
        records = list(repository.scan(CONVERSATIONS, where={"id": ids}))
        best = merged(records)
        gone = [record.id for record in records if record.id != best.id]
        repository.publish(CONVERSATIONS, [best])
        vectors.remove(gone)
        repository.delete(ANALYSES, gone)
        repository.delete(CONVERSATIONS, gone)
    return {"calls_of_several_records": len(found), "records_merged": sum(len(ids) - 1 for ids in found)}

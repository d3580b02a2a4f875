"""The story of ingest: every bundle of the shard becomes conversations or quarantine rows, one bundle in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from talktrack.core.artifacts import TableWriter, read_table, write_counts
from talktrack.core.conversation import Conversation
from talktrack.core.errors import ConfigurationInvalidError, SourceUnreadableError
from talktrack.core.ids import sha256, stable_id
from talktrack.core.locations import Files, pair_name
from talktrack.core.ports import Repository
from talktrack.core.records import STORED_CLEAN, STORED_RAW, Bundle, Quarantined
from talktrack.core.review import not_kept
from talktrack.core.tables import BUNDLES, CONVERSATIONS, CONVERSATIONS_RAW, QUARANTINE
from talktrack.ingestion.ingest.readers import bundle as bundles
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import Damaged, File, Reading
from talktrack.ingestion.ingest.rejection import rejected

MAX_FILE_BYTES = 64 * 1024 * 1024
KINDS = frozenset({"transcript", "audio", "review", STORED_RAW, STORED_CLEAN})

Outcome = Conversation | Quarantined


@dataclass(frozen=True)
class Sources:
    """Where this shard's bundles are found: the tenant's files and its repository."""

    tenant: str
    files: Files
    repository: Repository


def run(
    manifest: str | Path, conversations: str | Path, quarantined: str | Path, sources: Sources, shard: int
) -> dict[str, float]:
    """Write the shard's conversations and quarantine rows; return counts by outcome and reason."""
    counts: Counter[str] = Counter(bundles=0, conversations=0, turns=0, quarantined=0, left_out=0)
    with TableWriter(conversations, CONVERSATIONS) as good, TableWriter(quarantined, QUARANTINE) as bad:
        for bundle in read_table(manifest, BUNDLES):
            if bundle.shard != shard or bundle.kind not in KINDS:
                continue
            counts["bundles"] += 1
            for read in outcomes(bundle, sources):
                outcome = sources.repository.suppression().kept(read)
                if outcome is None:
                    counts["forgotten"] += 1
                elif isinstance(outcome, Conversation):
                    good.write(outcome)
                    counts.update(conversations=1, turns=len(outcome.turns))
                else:
                    bad.write(outcome)
                    held = "quarantined" if outcome.status == "open" else "left_out"
                    counts.update([held, *(f"{held}_{reason}" for reason in outcome.reasons)])
    write_counts(conversations, "ingest", counts)
    return dict(counts)


def outcomes(bundle: Bundle, sources: Sources) -> Iterator[Outcome]:
    """Yield what a bundle holds; one that cannot be read yields a quarantine row for every copy of it."""
    try:
        for reading in _read(bundle, sources):
            yield _damaged(reading, bundle, sources) if isinstance(reading, Damaged) else reading
    except SourceUnreadableError as error:
        copies = {pair_name(uri): uri for uri in reversed(bundle.uris)}
        for uri in reversed(copies.values()):
            yield rejected(error, tenant=sources.tenant, uri=uri, sha256=bundle.digest)


def _read(bundle: Bundle, sources: Sources) -> Iterator[Reading]:
    if bundle.kind == "review":
        yield _reviewed(bundle.uris[0], sources.repository)
    elif bundle.kind == "audio":
        yield _transcribed(bundle, sources)
    elif bundle.kind == STORED_RAW:
        yield from _stored(bundle.uris[0], sources.repository)
    elif bundle.kind == STORED_CLEAN:
        yield from sources.repository.scan(CONVERSATIONS, where={"id": bundle.uris})
    else:
        yield from bundles.read(_files(bundle, sources))


def _damaged(record: Damaged, bundle: Bundle, sources: Sources) -> Quarantined:
    """Return the row of one damaged record; its number in the file keeps it apart from its neighbours."""
    error = SourceUnreadableError(record.reason, record.detail)
    row = rejected(error, tenant=sources.tenant, uri=bundle.uris[0], sha256=bundle.digest)
    return msgspec.structs.replace(row, id=stable_id("q", sources.tenant, bundle.digest, record.native_id))


def _files(bundle: Bundle, sources: Sources) -> list[File]:
    if bundle.size_bytes > MAX_FILE_BYTES * len(bundle.uris):
        raise SourceUnreadableError("file_too_large", f"{bundle.size_bytes} bytes")
    return [_file(uri, sources) for uri in bundle.uris]


def _file(uri: str, sources: Sources) -> File:
    try:
        data = sources.files.read(uri)
    except FileNotFoundError:
        raise SourceUnreadableError("file_missing", "the file is gone") from None
    except PermissionError:
        raise SourceUnreadableError("file_forbidden", "we may not read the file") from None
    except ConfigurationInvalidError:
        raise SourceUnreadableError("file_elsewhere", "the file is a link that leads out of its folder") from None
    if len(data) > MAX_FILE_BYTES:
        raise SourceUnreadableError("file_too_large", f"{len(data)} bytes")
    return File(data, Origin(tenant=sources.tenant, uri=uri, sha256=sha256(data)))


def _reviewed(identity: str, repository: Repository) -> Conversation:
    """Return the conversation that a person released or fixed; `reviewed_by` lets it pass the gate."""
    row = next(repository.scan(QUARANTINE, where={"id": [identity]}), None)
    if row is None or row.conversation is None:
        raise SourceUnreadableError("review_missing", "the reviewed row has no conversation")
    return msgspec.structs.replace(row.conversation, reviewed_by=row.decided_by or "reviewer")


def _stored(identity: str, repository: Repository) -> Iterator[Conversation]:
    """Yield a conversation of the raw zone as people decided about it: dropped ones are left out.

    The words of one that waits because it may not be kept are in the queue alone.
    """
    case = next(repository.scan(QUARANTINE, where={"id": [identity]}), None)
    if case and case.status == "open" and case.conversation and not_kept(case):
        yield case.conversation
    elif case is None or case.status == "open":
        yield from repository.scan(CONVERSATIONS_RAW, where={"id": [identity]})
    elif case.status != "dropped":
        yield _reviewed(identity, repository)


def _transcribed(bundle: Bundle, sources: Sources) -> Conversation:
    identity = stable_id("c", sources.tenant, "audio", bundle.digest)
    found = next(sources.repository.scan(CONVERSATIONS_RAW, where={"id": [identity]}), None)
    if found is None:
        raise SourceUnreadableError("audio_not_transcribed", "the raw zone holds no transcript of this recording")
    return found
